//! Which of the forms that there are a client would like best: `Accept` (RFC 9110, section 12.5.1).

use actix_web::http::header::{ACCEPT, HeaderMap};

use super::{form::JSON, language::thousandths};

/// The media type among these that the headers of a request prefer; the first, where they do not say. Nothing, where they take none.
///
/// The most specific range decides how much a media type is wanted. Of two that are wanted as much, the one that is named goes before the
/// one that a star stands for, then the earlier of ours.
pub fn preferred(headers: &HeaderMap, offered: &[&'static str]) -> Option<&'static str> {
    let ranges = ranges(headers);
    if ranges.is_empty() {
        return offered.first().copied();
    }
    let wanted = offered.iter().filter_map(|one| weight(&ranges, one).map(|weight| (*one, weight)));
    let best = wanted.fold(None, |best: Option<(&'static str, Weight)>, (one, weight)| match best {
        Some((_, highest)) if highest >= weight => best,
        _ => Some((one, weight)),
    });
    best.map(|(one, _)| one).or_else(|| offered.iter().copied().find(|one| *one == JSON && takes_problems(&ranges)))
}

/// Whether the headers of a request take whatever there is: they do not say, or a star stands for all, and nothing is refused.
pub fn takes_anything(headers: &HeaderMap) -> bool {
    let ranges = ranges(headers);
    ranges.is_empty() || (quality(&ranges, "*/*").is_some() && ranges.iter().all(|range| quality_of(range) > 0))
}

fn ranges(headers: &HeaderMap) -> Vec<&str> {
    let given = headers.get_all(ACCEPT).filter_map(|v| v.to_str().ok());
    given.flat_map(|v| v.split(',')).map(str::trim).filter(|r| !r.is_empty()).collect()
}

/// How much something is wanted, in thousandths, and how closely it is named.
type Weight = (u32, u8);

/// How much these ranges want a media type; nothing, where they refuse it or do not name it.
fn weight(ranges: &[&str], wanted: &str) -> Option<Weight> {
    let any_of_its_kind = format!("{}/*", wanted.split('/').next().unwrap_or_default());
    let named = [(wanted, 2), (&any_of_its_kind, 1), ("*/*", 0)];
    let told = named.into_iter().find_map(|(name, closeness)| quality(ranges, name).map(|q| (q, closeness)));
    told.filter(|(quality, _)| *quality > 0)
}

/// How much the range of this name is wanted, if it is there.
fn quality(ranges: &[&str], name: &str) -> Option<u32> {
    let same = ranges.iter().filter(|range| media_type(range).eq_ignore_ascii_case(name));
    same.map(|range| quality_of(range)).max()
}

/// Who takes problems as JSON takes JSON, where nothing else of what there is suits.
fn takes_problems(ranges: &[&str]) -> bool {
    quality(ranges, JSON).is_none() && quality(ranges, "application/problem+json").is_some_and(|quality| quality > 0)
}

fn media_type(range: &str) -> &str {
    range.split(';').next().unwrap_or_default().trim()
}

fn quality_of(range: &str) -> u32 {
    let mut parameters = range.split(';').skip(1).map(str::trim);
    let told = parameters.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
    told.map_or(1000, thousandths)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    const CSV: &str = "text/csv";
    const SVG: &str = "image/svg+xml";

    #[test]
    fn a_client_gets_what_it_wants_most_of_what_there_is() {
        for (header, wanted) in [
            ("", Some(JSON)),
            ("*/*", Some(JSON)),
            ("text/csv", Some(CSV)),
            ("TEXT/CSV; charset=utf-8", Some(CSV)),
            ("text/*", Some(CSV)),
            ("text/csv, application/json", Some(JSON)),
            ("text/csv, application/json;q=0.9", Some(CSV)),
            ("text/csv;q=0.2, image/svg+xml;q=0.3, application/json;q=0.1", Some(SVG)),
            ("text/csv, */*", Some(CSV)),
            ("text/csv;q=0.5, */*", Some(JSON)),
            ("application/json;q=0, */*", Some(CSV)),
            ("image/*, application/json;q=0.5", Some(SVG)),
            ("text/csv, application/problem+json", Some(CSV)),
            ("application/problem+json", Some(JSON)),
            ("application/problem+json, application/json;q=0", None),
            ("text/html, application/pdf", None),
            ("text/csv;q=0", None),
            ("*/*;q=0", None),
            ("*/*;q=0, text/csv;q=0.001", Some(CSV)),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some(JSON)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_str(header).unwrap());
            assert_eq!(preferred(&headers, &[JSON, CSV, SVG]), wanted, "{header}");
        }
        assert_eq!(preferred(&HeaderMap::new(), &[SVG]), Some(SVG));
    }

    #[test]
    fn who_takes_anything_takes_each_thing_that_there_is() {
        for (header, takes_anything) in [
            ("", true),
            ("*/*", true),
            ("application/json, text/plain, */*", true),
            ("text/html,application/xml;q=0.9,*/*;q=0.8", true),
            ("application/json", false),
            ("image/*, text/*", false),
            ("application/json;q=0, */*", false),
            ("*/*;q=0", false),
            ("*/*, */*;q=0", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_str(header).unwrap());
            assert_eq!(super::takes_anything(&headers), takes_anything, "{header}");
            let each = [JSON, CSV, SVG].iter().all(|one| preferred(&headers, &[*one]).is_some());
            assert!(each || !takes_anything, "{header}");
        }
    }
}
