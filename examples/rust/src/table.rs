//! The distribution of a round, as a table for a terminal. A row that is hidden is shown as hidden, never left out.

use crate::client::types::{DistributionReport, DistributionRow, HiddenReason};

/// The table, line by line: the first row of every block, which is enough to see what a report looks like.
pub fn table(report: &DistributionReport) -> Vec<String> {
    let levels: String = report.levels.iter().map(|level| format!("{level:4}")).collect();
    let head = format!("{:12}{levels}  at 3-4  asked of", "competency");
    let first = |place: usize, row: &DistributionRow| {
        !report.rows[..place].iter().any(|r| (&r.domain, &r.profession) == (&row.domain, &row.profession))
    };
    let rows = report.rows.iter().enumerate().filter(|(place, row)| first(*place, row));
    std::iter::once(head).chain(rows.map(|(_, row)| format!("{:12}{}", row.code.as_str(), cells(row)))).collect()
}

fn cells(row: &DistributionRow) -> String {
    if let Some(figures) = &row.figures {
        let counts: String = figures.level_counts.iter().map(|count| format!("{count:4}")).collect();
        let proficient = figures.share_proficient.map_or_else(|| "-".to_owned(), percent);
        return format!("{counts}{proficient:>8}{:10}", figures.n_total);
    }
    if let Some(share) = row.not_called_upon_at_least {
        return format!("   hidden, but not called upon for at least {}", percent(share));
    }
    format!("   hidden: {}", row.reason.map_or("no reason given", in_words))
}

/// Why a row is hidden. With a newer contract this does not compile until a new reason has its words here.
fn in_words(reason: HiddenReason) -> &'static str {
    match reason {
        HiddenReason::NobodyAsked => "nobody was asked this",
        HiddenReason::TooFewLearners => "too few learners",
        HiddenReason::Dominance => "nearly everybody gave the same answer",
        HiddenReason::Complementary => "it would give away another row",
        HiddenReason::TooFewStatements => "too few statements",
    }
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}
