//! What only a real connection shows: what a HEAD does not send, a body whose length is not announced, gzip.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use actix_web::{HttpServer, dev::ServerHandle};
use samenspel::app;

use crate::support::{TestApp, cast::Cast};

/// The application behind a socket.
struct Wire {
    address: SocketAddr,
    handle: ServerHandle,
}

impl Wire {
    fn open(app: &TestApp) -> Self {
        let state = app.state.clone();
        let server = HttpServer::new(move || app::build(state.clone(), &[])).workers(1).disable_signals();
        let server = server.bind(("127.0.0.1", 0)).unwrap();
        let address = server.addrs()[0];
        let running = server.run();
        let handle = running.handle();
        actix_web::rt::spawn(running);
        Self { address, handle }
    }

    /// Sends these bytes; all that comes back until the connection is closed, as text.
    async fn send(&self, bytes: Vec<u8>) -> String {
        String::from_utf8_lossy(&self.send_for_bytes(bytes).await).into_owned()
    }

    async fn send_for_bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        let address = self.address;
        let talk = move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            // The server may close before it has read everything.
            let _ = stream.write_all(&bytes);
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            answer
        };
        actix_web::rt::task::spawn_blocking(talk).await.unwrap()
    }
}

fn request(line: &str, token: &str, more: &str) -> Vec<u8> {
    let head =
        format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n{more}\r\n");
    head.into_bytes()
}

#[actix_web::test]
async fn a_head_has_the_length_of_what_it_does_not_send() {
    let cast = Cast::start().await;
    let wire = Wire::open(&cast.app);
    let token = &cast.learner().token;
    for path in ["/v1/me", "/docs", "/v1/openapi.json", "/v1/nothing", "/health/live"] {
        let get = wire.send(request(&format!("GET {path}"), token, "")).await;
        let head = wire.send(request(&format!("HEAD {path}"), token, "")).await;
        let (_, body) = get.split_once("\r\n\r\n").unwrap();
        let (head, nothing) = head.split_once("\r\n\r\n").unwrap();
        assert_eq!(nothing, "", "{path}");
        assert_eq!(head.lines().next(), get.lines().next(), "{path}");
        let length = format!("content-length: {}", body.len());
        assert!(head.lines().any(|line| line.to_lowercase() == length), "{path}: {length} in {head}");
    }
    wire.handle.stop(false).await;
}

#[actix_web::test]
async fn ten_megabytes_are_refused_whether_they_are_announced_or_come_in_chunks() {
    let cast = Cast::start().await;
    let wire = Wire::open(&cast.app);
    let token = &cast.learner().token;
    let json = "Content-Type: application/json\r\n";
    let announced = format!("{json}Content-Length: {}\r\n", 10 << 20);
    let mut whole = request("POST /v1/placements", token, &announced);
    whole.extend(vec![b' '; 10 << 20]);
    let mut chunks = request("POST /v1/placements", token, &format!("{json}Transfer-Encoding: chunked\r\n"));
    for _ in 0..160 {
        chunks.extend(b"10000\r\n");
        chunks.extend(vec![b' '; 0x10000]);
        chunks.extend(b"\r\n");
    }
    chunks.extend(b"0\r\n\r\n");
    let waiting = request("POST /v1/placements", token, &format!("{announced}Expect: 100-continue\r\n"));
    for (how, bytes) in [("announced", whole), ("in chunks", chunks), ("waiting to be told", waiting)] {
        let answer = wire.send(bytes).await;
        let last = answer.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n").unwrap_or(&answer);
        let (head, body) = last.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{how}: {answer}"));
        assert!(head.starts_with("HTTP/1.1 413 "), "{how}: {answer}");
        assert!(head.to_lowercase().contains("content-type: application/problem+json"), "{how}: {head}");
        assert!(body.contains("/problems/payload-too-large"), "{how}: {body}");
    }
    wire.handle.stop(false).await;
}

#[actix_web::test]
async fn what_is_no_http_is_refused_without_a_word_of_the_framework() {
    let cast = Cast::start().await;
    let wire = Wire::open(&cast.app);
    for bytes in [&b"nonsense\r\n\r\n"[..], b"GET /v1/me HTTP/9.9\r\n\r\n", b"GET  \r\n\r\n", b"\x16\x03\x01\x02\x00"] {
        let answer = wire.send(bytes.to_vec()).await.to_lowercase();
        assert!(answer.is_empty() || answer.starts_with("http/1.1 400"), "{answer}");
        assert!(!answer.contains("actix"), "{answer}");
    }
    wire.handle.stop(false).await;
}

#[actix_web::test]
async fn a_long_answer_comes_compressed_to_who_asks_for_it() {
    let cast = Cast::start().await;
    let wire = Wire::open(&cast.app);
    let line = format!("GET /v1/assessments/{}/scores", cast.submitted);
    let token = &cast.learner().token;
    let plain = wire.send(request(&line, token, "")).await;
    let packed = wire.send_for_bytes(request(&line, token, "Accept-Encoding: gzip\r\n")).await;
    assert!(!plain.to_lowercase().contains("content-encoding"), "{plain}");
    let head = String::from_utf8_lossy(&packed).split("\r\n\r\n").next().unwrap().to_lowercase();
    assert!(head.contains("content-encoding: gzip") && head.contains("vary: accept-encoding"), "{head}");
    for name in ["etag: ", "api-version: ", "x-request-id: ", "cache-control: no-store"] {
        assert!(head.contains(name), "{name} in {head}");
    }
    let tag = |head: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix("etag: ").map(str::to_owned));
        line.unwrap_or_else(|| panic!("no tag in {head}"))
    };
    let (own, of_packed) = (tag(&plain.to_lowercase()), tag(&head));
    assert_eq!(of_packed, format!("{}-gzip\"", own.trim_end_matches('"')), "other bytes, another tag");
    assert!(packed.windows(2).any(|pair| pair == [0x1f, 0x8b]), "gzip begins with these bytes");
    assert!(packed.len() - head.len() < (plain.len() - head.len()) / 2, "{} of {}", packed.len(), plain.len());
    wire.handle.stop(false).await;
}
