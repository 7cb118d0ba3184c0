//! How a refusal stands in the contract: which problems one status can be, each with an example that the refusing code makes.

use utoipa::openapi;

use super::{
    answer_header::AnswerHeader,
    code::Code,
    describe::Answer,
    language::Language,
    path::EXAMPLE_ID,
    problem::{self, Parts, ProblemDetails},
    schema, strict_json, words,
};
use crate::{
    domain::refusal::{InputError, Refusal},
    failure::Failure,
};

/// What an error answer is made of.
pub struct Refused<'a> {
    /// The problems that share one status.
    pub codes: &'a [Code],
    /// Input that the operation refuses, for the example.
    pub wrong: &'a [InputError],
    /// A path that the operation can be at.
    pub path: &'a str,
    /// Whether the operation takes a patch.
    pub patches: bool,
}

impl Refused<'_> {
    /// What the answer is called among the components, where it is the same for every operation that has it: one or two problems,
    /// none of them about this operation's own input.
    pub fn shared_as(&self) -> Option<String> {
        if self.codes.len() > 2 || self.codes.iter().any(|c| is_about_input(*c)) {
            return None;
        }
        let name = self.codes.iter().map(|c| pascal_case(c.slug())).collect::<Vec<_>>().join("Or");
        Some(if self.accepts_patch() { format!("{name}ForPatch") } else { name })
    }

    fn accepts_patch(&self) -> bool {
        self.patches && self.codes.contains(&Code::UnsupportedMediaType)
    }

    /// The answer, with examples of what is about input, and references to the others.
    pub fn answer(&self) -> Answer {
        let title = |code: &Code| format!("`{}`: {}.", code.slug(), words::of(*code, Language::English).0);
        let mut content = openapi::ContentBuilder::new().schema(Some(schema::reference::<ProblemDetails>()));
        for code in self.codes {
            let example = if is_about_input(*code) {
                openapi::RefOr::T(example(*code, self.wrong, self.path))
            } else {
                openapi::RefOr::Ref(openapi::Ref::new(format!("#/components/examples/{}", pascal_case(code.slug()))))
            };
            content = content.examples_from_iter([(code.slug(), example)]);
        }
        let says = self.codes.iter().map(title).collect::<Vec<_>>().join("\n\n");
        Answer {
            description: says,
            content: vec![("application/problem+json".to_owned(), content.build())],
            headers: self.headers(),
        }
    }

    fn headers(&self) -> Vec<AnswerHeader> {
        let has = |code: Code| self.codes.contains(&code);
        let mut headers = AnswerHeader::OF_EVERY_ANSWER.to_vec();
        headers.push(AnswerHeader::ContentLanguage);
        if has(Code::Unauthenticated) || has(Code::InsufficientScope) {
            headers.push(AnswerHeader::WwwAuthenticate);
        }
        if self.accepts_patch() {
            headers.push(AnswerHeader::AcceptPatch);
        }
        if has(Code::AssessmentExists) {
            headers.push(AnswerHeader::Location);
        }
        if has(Code::Unavailable) || has(Code::IdempotencyInFlight) || has(Code::TooManyRequests) {
            headers.push(AnswerHeader::RetryAfter);
        }
        headers
    }

    /// The examples that the answer refers to, by their names.
    pub fn examples(&self) -> impl Iterator<Item = (String, openapi::example::Example)> {
        let others = self.codes.iter().filter(|c| !is_about_input(**c));
        let path = format!("/assessments/{EXAMPLE_ID}/scores");
        others.map(move |code| (pascal_case(code.slug()), example(*code, &[], &path)))
    }
}

/// Whether its example depends on what the operation takes.
fn is_about_input(code: Code) -> bool {
    code == Code::InvalidInput
}

/// An example of this problem, as the code that refuses makes it.
fn example(code: Code, wrong: &[InputError], path: &str) -> openapi::example::Example {
    let instance = format!("/v1{path}");
    let value = serde_json::to_value(parts(code, wrong).render(Language::English, &instance));
    openapi::example::ExampleBuilder::new().summary(code.slug()).value(value.ok()).build()
}

fn parts(code: Code, wrong: &[InputError]) -> Parts {
    if code == Code::InvalidInput {
        Parts::invalid(wrong.to_vec())
    } else if code == Code::MalformedJson {
        let error = strict_json::read(b"{\"levels\": {").err();
        Parts { errors: error.into_iter().collect(), ..Parts::new(code) }
    } else if code == Code::SheetIncomplete {
        let missing = vec!["SO-BH-G-02".to_owned(), "SO-ZL-S-01".to_owned()];
        problem::parts_of(Failure::Refused(Refusal::SheetIncomplete { missing }))
    } else if code == Code::RoundFixed {
        problem::parts_of(Failure::Refused(Refusal::RoundFixed { members: vec!["instrumentId", "opensAt"] }))
    } else if code == Code::AlreadyExists {
        problem::parts_of(Failure::Refused(Refusal::AlreadyExists { members: vec!["name", "externalId"] }))
    } else {
        Parts::new(code)
    }
}

/// `stale-revision` as it stands among the components: `StaleRevision`.
fn pascal_case(slug: &str) -> String {
    let capital = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or(("", word));
        format!("{}{rest}", first.to_ascii_uppercase())
    };
    slug.split('-').map(capital).collect()
}
