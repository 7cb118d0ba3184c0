//! Seals on the audit trail: which bytes a seal is made of, and what can be wrong with a chain of them.
//!
//! A seal holds a digest of each row in it, the hash of the seal before it, and a hash of all that. So a row that is changed or gone, rows
//! that changed places, and a seal that is changed, gone or put in between are found by who has the key.

use std::fmt;

use chrono::TimeDelta;

use super::{
    clock::Timestamp,
    ids::{AssessmentId, AuditEventId, Id, OrganisationId},
};

/// The most rows in a seal.
pub const MOST_ROWS: usize = 1_000;

/// How long after its time a row may still be committed, clocks of several servers that differ included. One that turns up later is not
/// sealed any more: it may have been put in afterwards.
pub const LATEST: TimeDelta = TimeDelta::minutes(5);

/// How long a trail to which nothing is added goes without a seal: a row that was put in before the last one is found.
pub const SILENCE: TimeDelta = TimeDelta::hours(1);

/// A row of the trail, by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    Event(AuditEventId),
    /// A save of this assessment's sheet, with the revision that it made.
    Save(AssessmentId, i32),
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(id) => write!(f, "event {id}"),
            Self::Save(assessment, revision) => write!(f, "save {revision} of assessment {assessment}"),
        }
    }
}

/// Bytes that are made of several parts, so that nothing can be moved from one part to the next: each stands behind its length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(Vec<u8>);

impl Form {
    /// The form of something of this kind.
    pub fn of(kind: &str) -> Self {
        Self::default().text(kind)
    }

    /// With these bytes.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        // No value of a row is near 2^64 bytes long.
        self.0.extend(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.0.extend(bytes);
        self
    }

    /// With this text.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// With this, or with nothing, which is something else than an empty text.
    #[must_use]
    pub fn maybe(self, bytes: Option<&[u8]>) -> Self {
        match bytes {
            Some(bytes) => self.bytes(&[1]).bytes(bytes),
            None => self.bytes(&[0]),
        }
    }

    /// With this number.
    #[must_use]
    pub fn number(self, number: i32) -> Self {
        self.bytes(&number.to_be_bytes())
    }

    /// With this moment, in microseconds.
    #[must_use]
    pub fn moment(self, moment: Timestamp) -> Self {
        self.bytes(&moment.timestamp_micros().to_be_bytes())
    }

    /// With this id.
    #[must_use]
    pub fn id<T: Id>(self, id: T) -> Self {
        self.bytes(id.raw().as_bytes())
    }

    /// All of it.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A row of the trail as it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub line: Line,
    pub at: Timestamp,
    /// Every column of it.
    pub form: Form,
}

/// A row in a seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub line: Line,
    pub digest: Vec<u8>,
}

/// A seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// From 1, without a gap.
    pub number: i32,
    /// Name of the key it was made with.
    pub key_name: String,
    /// The hash of the seal before it; empty for the first.
    pub previous: Vec<u8>,
    /// Every row that is older is in this seal or in one before it.
    pub through: Timestamp,
    pub row_count: i32,
    pub sealed_at: Timestamp,
    /// Of all of the above, and of the rows.
    pub hash: Vec<u8>,
}

impl Seal {
    /// What its hash is of.
    pub fn form(&self, organisation: OrganisationId, rows: &[Sealed]) -> Form {
        let mut form = Form::of("seal")
            .id(organisation)
            .number(self.number)
            .text(&self.key_name)
            .bytes(&self.previous)
            .moment(self.through)
            .number(self.row_count)
            .moment(self.sealed_at);
        for row in rows {
            form = match row.line {
                Line::Event(id) => form.text("event").id(id),
                Line::Save(assessment, revision) => form.text("save").id(assessment).number(revision),
            }
            .bytes(&row.digest);
        }
        form
    }
}

/// Up to when no row is left unsealed, by a seal that is made now, after one that said so of `before`. `last` is the time of its last row
/// where there are more to be sealed after it.
pub fn through(before: Option<Timestamp>, last: Option<Timestamp>, now: Timestamp) -> Timestamp {
    // A row that says it is of the future moves nothing.
    let up_to = last.map_or(now, |last| last.min(now)) - LATEST;
    before.map_or(up_to, |before| before.max(up_to))
}

/// What is wrong with a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A row is there that should have been sealed: it was put in afterwards, or what said that it is sealed is gone, or nothing seals.
    NotSealed(Line, Timestamp),
    /// A row is not what was sealed.
    Changed(Line, i32),
    /// A row that was sealed is not there.
    Gone(Line, i32),
    /// A seal, or the list of rows in it, is not what was sealed.
    SealChanged(i32),
    /// There is no seal of this number, but there are later ones, or rows in it.
    SealGone(i32),
    /// A seal does not go on from the one before it.
    NotChained(i32),
    /// A seal by a key that is not known: of another secret, or made up.
    UnknownKey(i32, String),
    /// There is no such seal as was noted.
    NotAsNoted(i32),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSealed(line, at) => {
                write!(f, "{line}, which says it is of {}, is in no seal", at.format("%Y-%m-%dT%H:%M:%S%.fZ"))
            }
            Self::Changed(line, seal) => write!(f, "{line} is not what was sealed in seal {seal}"),
            Self::Gone(line, seal) => write!(f, "{line}, sealed in seal {seal}, is gone"),
            Self::SealChanged(seal) => write!(f, "seal {seal}, or the list of rows in it, was changed"),
            Self::SealGone(seal) => write!(f, "seal {seal} is gone"),
            Self::NotChained(seal) => write!(f, "seal {seal} does not go on from the one before it"),
            Self::UnknownKey(seal, name) => {
                write!(f, "seal {seal} is made with key {name}, which follows from no secret that was given")
            }
            Self::NotAsNoted(seal) => write!(f, "seal {seal} is not there as it was noted"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_timestamp(1_788_213_600 + minute * 60, 0).unwrap()
    }

    #[test]
    fn nothing_moves_from_one_part_to_the_next() {
        let all = [
            Form::of("ab").text("c"),
            Form::of("a").text("bc"),
            Form::of("abc").text(""),
            Form::of("abc").maybe(None),
            Form::of("abc").maybe(Some(b"")),
        ];
        for (n, one) in all.iter().enumerate() {
            assert!(all.iter().skip(n + 1).all(|other| one != other), "{one:?}");
        }
    }

    #[test]
    fn what_is_left_behind_is_never_sealed_later() {
        assert_eq!(through(None, None, at(60)), at(55));
        assert_eq!(through(None, Some(at(30)), at(60)), at(25), "more is to come");
        assert_eq!(through(Some(at(58)), Some(at(30)), at(60)), at(58), "it never goes back");
        assert_eq!(through(Some(at(10)), Some(at(999_999)), at(60)), at(55), "a row of the future moves nothing");
    }
}
