use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;

/// Answers every connection with this, and tells where.
async fn answering(answer: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&answer).await;
        }
    });
    address
}

fn ask(address: &str) -> Request<Vec<u8>> {
    Request::get(address).body(Vec::new()).unwrap()
}

#[tokio::test]
async fn an_answer_comes_whole_and_whoever_points_elsewhere_is_not_followed() {
    let outside = Outside::new(Reach::AndThisMachine);
    let here = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".to_vec()).await;
    for host in ["127.0.0.1", "localhost"] {
        let answer = outside.send(ask(&format!("http://{host}:{}/", here.port()))).await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.body().as_slice()), (200, b"ok".as_slice()));
    }
    let location =
        format!("HTTP/1.1 302 Found\r\nLocation: http://{here}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let there = answering(location.into_bytes()).await;
    assert_eq!(outside.send(ask(&format!("http://{there}/"))).await.unwrap().status(), 302);
}

#[tokio::test]
async fn this_machine_is_not_asked_where_nobody_said_so() {
    let here = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec()).await;
    let outside = Outside::new(Reach::Public);
    for address in
        [format!("http://{here}/"), format!("https://{here}/"), format!("https://localhost:{}/", here.port())]
    {
        assert_eq!(outside.send(ask(&address)).await.unwrap_err(), Unanswered::Forbidden, "{address}");
    }
}

#[tokio::test]
async fn what_a_name_resolves_to_decides() {
    let at = |text: &str| SocketAddr::new(text.parse().unwrap(), 443);
    let kept = |reach, all: &[&str]| {
        resolve::within(reach, all.iter().map(|text| at(text)))
            .map(|some| some.map(|a| a.ip().to_string()).collect::<Vec<_>>())
            .ok()
    };
    assert_eq!(kept(Reach::Public, &["127.0.0.1", "10.0.0.1", "::1"]), None);
    assert_eq!(kept(Reach::Public, &["10.0.0.1", "1.1.1.1"]), Some(vec!["1.1.1.1".to_owned()]));
    assert_eq!(kept(Reach::AndThisMachine, &["127.0.0.1", "10.0.0.1"]), Some(vec!["127.0.0.1".to_owned()]));
    // A name that every resolver knows to be this machine: it gets as far as the resolver, and no further.
    let mut guarded = Guarded(Reach::Public);
    let name = "localhost".parse().unwrap();
    let refused = tower_service::Service::call(&mut guarded, name).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::PermissionDenied);
}

#[tokio::test]
async fn an_answer_that_is_too_long_or_none_at_all_is_no_answer() {
    let outside = Outside::new(Reach::AndThisMachine);
    let mut long = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    long.resize(LARGEST_ANSWER + 1_000, b'x');
    let long = answering(long).await;
    assert_eq!(outside.send(ask(&format!("http://{long}/"))).await.unwrap_err(), Unanswered::TooLarge);
    let nonsense = answering(b"hello\r\n\r\n".to_vec()).await;
    assert_eq!(outside.send(ask(&format!("http://{nonsense}/"))).await.unwrap_err(), Unanswered::Unreachable);
}
