//! What the template of the search page receives beside `site`, `page` and `body`.

use serde::Serialize;

use super::Group;

/// What the script needs to find pages, and the list for readers without it.
#[derive(Debug, Clone, Serialize)]
pub struct Search {
    /// How many pages search finds.
    pub count: usize,
    /// What the addresses of the parts of the index start with; a number and `.txt` follow.
    pub words: String,
    /// How many parts there are, a power of two.
    pub parts: usize,
    /// What the addresses of the lists of pages start with; a number and `.json` follow.
    pub pages: String,
    /// How many pages each of these lists has, but the last.
    pub listed: usize,
    /// The pages of the handbook by their sections, as far as one page can hold them.
    pub groups: Vec<Group>,
}
