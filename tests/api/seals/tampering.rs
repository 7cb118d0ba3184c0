//! Somebody with the database but without the secret changes the trail at random. Each time it is found.

use chrono::TimeDelta;
use entity::{audit_event, audit_seal, audit_sealed, sheet_save};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};
use samenspel::{auth::seal::SealKey, domain::ids::Id, resources::audit_seals::service};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{Scene, TestApp};

/// How often.
const TIMES: usize = 1_000;

/// What the next seal may take in, where it is done to the newest one.
const AT_THE_END: [&str; 3] = ["an event put in", "a save put in", "a seal is gone, with the list of its rows"];

/// The trail and its seals, in memory.
#[derive(Clone, PartialEq)]
struct Copy {
    events: Vec<audit_event::Model>,
    saves: Vec<sheet_save::Model>,
    seals: Vec<audit_seal::Model>,
    sealed: Vec<audit_sealed::Model>,
}

impl Copy {
    async fn of(app: &TestApp) -> Self {
        let db = app.state.db.reader();
        Self {
            events: audit_event::Entity::find().order_by_asc(audit_event::Column::Id).all(db).await.unwrap(),
            saves: sheet_save::Entity::find().order_by_asc(sheet_save::Column::Revision).all(db).await.unwrap(),
            seals: audit_seal::Entity::find().order_by_asc(audit_seal::Column::Number).all(db).await.unwrap(),
            sealed: audit_sealed::Entity::find().order_by_asc(audit_sealed::Column::Place).all(db).await.unwrap(),
        }
    }

    /// Makes the tables hold this, where they held something else.
    async fn put(&self, before: &Self, app: &TestApp) {
        let db = app.state.db.writer();
        put(db, &before.events, &self.events).await;
        put(db, &before.saves, &self.saves).await;
        put(db, &before.seals, &self.seals).await;
        put(db, &before.sealed, &self.sealed).await;
    }

    /// Changes something that matters.
    fn tamper(&mut self, random: &mut StdRng) -> &'static str {
        let as_it_was = self.clone();
        loop {
            let what = self.change(random);
            if *self != as_it_was {
                return what;
            }
        }
    }

    fn change(&mut self, random: &mut StdRng) -> &'static str {
        match random.random_range(0..11) {
            0 => self.change_an_event(random),
            1 => self.change_a_save(random),
            2 => {
                self.events.remove(any(random, &self.events));
                "an event is gone"
            }
            3 => {
                self.saves.remove(any(random, &self.saves));
                "a save is gone"
            }
            4 => self.put_one_in(random),
            5 => self.exchange(random),
            6 => self.change_a_seal(random),
            7 => {
                let gone = self.seals.remove(any(random, &self.seals));
                if random.random() {
                    return "a seal is gone";
                }
                self.sealed.retain(|row| row.seal != gone.number);
                "a seal is gone, with the list of its rows"
            }
            8 => self.change_a_list(random),
            9 => {
                // The row and every trace that it was sealed.
                let gone = self.events.remove(any(random, &self.events));
                self.sealed.retain(|row| row.row_id != gone.id);
                "an event is gone, and from the list of its seal too"
            }
            _ => self.seal_anew(random),
        }
    }

    fn change_an_event(&mut self, random: &mut StdRng) -> &'static str {
        let at = any(random, &self.events);
        let row = &mut self.events[at];
        match random.random_range(0..9) {
            0 => row.id = chance(random),
            1 => row.at += TimeDelta::microseconds(random.random_range(1..1_000_000)),
            2 => row.actor_id = flip(random, row.actor_id),
            3 => row.client_id.push('x'),
            4 => row.action = String::from(if row.action == "scores.read" { "goal.read" } else { "scores.read" }),
            5 => row.learner_id = row.learner_id.filter(|_| random.random()).map(|id| flip(random, id)),
            6 => row.target_kind = format!("{}s", row.target_kind),
            7 => row.is_private = !row.is_private,
            _ => row.target_id = flip(random, row.target_id),
        }
        "a column of an event"
    }

    fn change_a_save(&mut self, random: &mut StdRng) -> &'static str {
        let at = any(random, &self.saves);
        let row = &mut self.saves[at];
        match random.random_range(0..9) {
            0 => row.revision += 100,
            1 => row.cause = String::from(if row.cause == "saved" { "submitted" } else { "saved" }),
            2 => {
                let place = any(random, &row.levels);
                row.levels[place] = random.random_range(0..5);
            }
            3 => row.remarks = if row.remarks.is_some() { None } else { Some(String::new()) },
            4 => row.reason = if row.reason.is_some() { None } else { Some(String::new()) },
            5 => row.actor_id = flip(random, row.actor_id),
            6 => row.client_id.push('x'),
            7 => row.line_id = row.line_id.filter(|_| random.random()).map(|id| flip(random, id)),
            _ => row.saved_at -= TimeDelta::microseconds(random.random_range(1..1_000_000)),
        }
        "a column of a save"
    }

    /// With a time at which the trail was sealed already.
    fn put_one_in(&mut self, random: &mut StdRng) -> &'static str {
        if random.random() {
            let row = self.events[any(random, &self.events)].clone();
            let at = row.at - TimeDelta::seconds(random.random_range(0..600));
            self.events.push(audit_event::Model { id: chance(random), at, ..row });
            "an event put in"
        } else {
            let row = self.saves[any(random, &self.saves)].clone();
            self.saves.push(sheet_save::Model { revision: row.revision + 100, ..row });
            "a save put in"
        }
    }

    /// Two rows change places: each gets the other's key.
    fn exchange(&mut self, random: &mut StdRng) -> &'static str {
        if random.random() {
            let (one, other) = (any(random, &self.events), any(random, &self.events));
            let ids = (self.events[one].id, self.events[other].id);
            (self.events[other].id, self.events[one].id) = ids;
            // Where they say the same but for their keys, nothing happened.
            if one == other || same(&self.events[one], &self.events[other]) {
                (self.events[one].id, self.events[other].id) = ids;
            }
            "two events exchanged"
        } else {
            let (one, other) = (any(random, &self.saves), any(random, &self.saves));
            let numbers = (self.saves[one].revision, self.saves[other].revision);
            (self.saves[other].revision, self.saves[one].revision) = numbers;
            "two saves exchanged"
        }
    }

    fn change_a_seal(&mut self, random: &mut StdRng) -> &'static str {
        let at = any(random, &self.seals);
        let row = &mut self.seals[at];
        match random.random_range(0..7) {
            0 => row.number += 100,
            1 => row.key_name = String::from("0123456789abcdef"),
            2 => row.previous = flipped(random, &row.hash),
            3 => row.through -= TimeDelta::microseconds(1),
            4 => row.row_count += 1,
            5 => row.sealed_at += TimeDelta::microseconds(1),
            _ => row.hash = flipped(random, &row.hash),
        }
        "a column of a seal"
    }

    fn change_a_list(&mut self, random: &mut StdRng) -> &'static str {
        let at = any(random, &self.sealed);
        match random.random_range(0..5) {
            0 => drop(self.sealed.remove(at)),
            1 => self.sealed[at].digest = flipped(random, &self.sealed[at].digest),
            2 => self.sealed[at].row_id = chance(random),
            // Among the rows of its seal.
            3 => {
                let seal = self.sealed[at].seal;
                let mut mine: Vec<&mut audit_sealed::Model> =
                    self.sealed.iter_mut().filter(|r| r.seal == seal).collect();
                let mut places: Vec<i32> = mine.iter().map(|row| row.place).collect();
                places.shuffle(random);
                mine.iter_mut().zip(places).for_each(|(row, place)| row.place = place);
            }
            // To another seal, or to one that is not there.
            _ => (self.sealed[at].seal, self.sealed[at].place) = (self.sealed[at].seal % 4 + 1, 900),
        }
        "the list of rows of a seal"
    }

    /// As who knows all of the source code, and has no secret: the row is changed, and its digest and its seal are made with a key.
    fn seal_anew(&mut self, random: &mut StdRng) -> &'static str {
        let key = SealKey::derive("not the secret");
        self.change_an_event(random);
        let at = any(random, &self.sealed);
        self.sealed[at].digest = key.digest(b"whatever it says now").to_vec();
        let seal = self.sealed[at].seal;
        let from = self.seals.iter().position(|row| row.number == seal).unwrap();
        let names = random.random();
        let mut previous = self.seals[from].previous.clone();
        for row in &mut self.seals[from..] {
            row.previous.clone_from(&previous);
            row.hash = key.digest(&row.hash).to_vec();
            previous.clone_from(&row.hash);
            if names {
                row.key_name = String::from(key.name());
            }
        }
        "sealed anew with another key"
    }
}

fn same(one: &audit_event::Model, other: &audit_event::Model) -> bool {
    audit_event::Model { id: one.id, ..other.clone() } == *one
}

fn any<T>(random: &mut StdRng, of: &[T]) -> usize {
    random.random_range(0..of.len())
}

fn flip(random: &mut StdRng, id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128() ^ (1 << random.random_range(0..120)))
}

fn chance(random: &mut StdRng) -> Uuid {
    Uuid::from_u128(random.random())
}

fn flipped(random: &mut StdRng, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = any(random, &bytes);
    bytes[at] ^= 1 << random.random_range(0..8);
    bytes
}

async fn put<M>(db: &impl ConnectionTrait, before: &[M], after: &[M])
where
    M: ModelTrait + PartialEq + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: Send,
{
    if before == after {
        return;
    }
    M::Entity::delete_many().exec(db).await.unwrap();
    if !after.is_empty() {
        let rows = after.iter().cloned().map(|row| row.into_active_model().reset_all());
        M::Entity::insert_many(rows).exec_without_returning(db).await.unwrap();
    }
}

#[actix_web::test]
async fn whatever_is_changed_of_what_was_sealed_is_found() {
    let scene = Scene::set().await;
    for _ in 0..3 {
        scene.seal().await;
        scene.app.later(TimeDelta::minutes(20));
        scene.read().await;
        scene.reopen().await;
        scene.read().await;
    }
    scene.seal().await;
    scene.app.later(TimeDelta::minutes(20));
    let original = Copy::of(&scene.app).await;
    assert!(original.seals.len() == 4 && original.events.len() >= 9 && original.saves.len() >= 9);
    assert_eq!(scene.wrong().await, []);

    let mut random = StdRng::seed_from_u64(18);
    let mut now = original.clone();
    for time in 0..TIMES {
        let mut next = original.clone();
        let what = next.tamper(&mut random);
        next.put(&now, &scene.app).await;
        now = next;
        assert_ne!(scene.wrong().await, [], "{time}: {what}");
        // And it stays found when the job has run since. What was put in at the very end, or cut off there, is beyond it (see 0031).
        if time % 10 == 0 && !AT_THE_END.contains(&what) {
            service::seal_due(&scene.app.state).await.unwrap();
            now = Copy::of(&scene.app).await;
            assert_ne!(scene.wrong().await, [], "{time}: {what}, after the job");
        }
    }
    original.put(&now, &scene.app).await;
    assert_eq!(scene.wrong().await, [], "it was only what was changed");
    let mine = audit_event::Column::OrganisationId.eq(scene.school.organisation.raw());
    let events = audit_event::Entity::find().filter(mine).all(scene.app.state.db.reader()).await.unwrap();
    assert_eq!(events.len(), original.events.len());
}
