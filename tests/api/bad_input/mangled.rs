//! A thousand bodies in which chance has changed some bytes, from one seed.

use rand::{RngExt, SeedableRng, rngs::SmallRng};

use super::{
    is_refused,
    target::{Target, members, object},
};
use crate::support::{cast::Cast, contract::Ask};

/// Bytes that mean something in JSON, and some that never do.
const TELLING: &[u8] = b"{}[]\",:\\0123456789.eE+-truefalsn \n\0\x7f\x80\xc3\xff";

fn mangle(body: &[u8], chance: &mut SmallRng) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..chance.random_range(1..6) {
        let at = chance.random_range(0..=body.len());
        let byte = TELLING[chance.random_range(0..TELLING.len())];
        match chance.random_range(0..5) {
            0 => body.truncate(at.max(1)),
            1 => body.insert(at, byte),
            2 if at < body.len() => drop(body.remove(at)),
            3 => body.extend_from_within(at..),
            _ if at < body.len() => body[at] = byte,
            _ => body.push(byte),
        }
    }
    body
}

#[actix_web::test]
async fn a_thousand_mangled_bodies_are_saved_or_refused_and_nothing_else() {
    let cast = Cast::start().await;
    let mut chance = SmallRng::seed_from_u64(2);
    let (mut sent, mut refused) = (0, 0);
    for mut target in Target::all(&cast).await {
        if target.ask.tag.is_some() {
            target.ask = Ask { tag: Some("*".to_owned()), ..target.ask };
        }
        let good = object(&members(&target.good()));
        for _ in 0..130 {
            let body = mangle(&good, &mut chance);
            let answer = target.send(body.clone()).await;
            sent += 1;
            if answer.status >= 300 {
                refused += 1;
                // A mangled secret is no secret.
                let statuses: &[u16] = if target.operation.is_open() { &[400, 403] } else { &[400, 409] };
                is_refused(&answer, statuses, &target.says(&String::from_utf8_lossy(&body)));
            }
        }
    }
    assert!(sent >= 1_000 && refused >= 900, "{refused} of {sent}");
}
