//! Pages of a list, in the order of a time-ordered id.

use uuid::Uuid;

/// Which page is meant: so many rows after this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rows wanted, 1 to 200.
    pub limit: u64,
    /// The last id of the page before.
    pub after: Option<Uuid>,
}

impl Page {
    /// The id after which rows are wanted; the nil UUID comes before all others.
    pub fn after(&self) -> Uuid {
        self.after.unwrap_or(Uuid::nil())
    }

    /// The number after which items are wanted, in a list whose items are numbered from 1 (see [`place`]).
    pub fn after_number(&self) -> i32 {
        i32::try_from(self.after().as_u128()).unwrap_or(i32::MAX)
    }

    /// How many rows to ask for: one more than wanted tells whether there is a next page.
    pub fn rows(&self) -> i64 {
        i64::try_from(self.limit).unwrap_or(200) + 1
    }

    /// The page in these rows, which were asked for with [`Page::rows`].
    pub fn cut<T>(&self, mut rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> PageOf<T> {
        let limit = usize::try_from(self.limit).unwrap_or(200);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(id) } else { None };
        PageOf { items: rows, next }
    }
}

/// The place of an item in a list whose items are numbered from 1, in the form that cursors have.
pub fn place(number: i32) -> Uuid {
    Uuid::from_u128(u128::from(number.unsigned_abs()))
}

/// One page, and the id after which the next one starts.
#[derive(Clone, Debug)]
pub struct PageOf<T> {
    pub items: Vec<T>,
    pub next: Option<Uuid>,
}

impl<T> PageOf<T> {
    /// This page with only the items that pass; it may become shorter than asked, and the cursor stays.
    #[must_use]
    pub fn keep(mut self, passes: impl FnMut(&T) -> bool) -> Self {
        self.items.retain(passes);
        self
    }

    /// This page of something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> PageOf<U> {
        PageOf { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_too_many_only_tells_that_there_is_more() {
        let id = |n: &u128| Uuid::from_u128(*n);
        let page = Page { limit: 2, after: None };
        let full = page.cut(vec![1, 2, 3], id);
        assert_eq!((full.items, full.next), (vec![1, 2], Some(Uuid::from_u128(2))));
        let last = page.cut(vec![1, 2], id);
        assert_eq!((last.items, last.next), (vec![1, 2], None));
    }
}
