//! Who may read what: the ordered audiences of a handbook.
//!
//! Audiences are ordered from the widest (everybody) to the narrowest (the handbook's own people). A reader sees what is
//! meant for its audience or for a wider one. The order is the whole model; there are no sets and no exceptions.

use serde::{Deserialize, Serialize};

/// One audience of a handbook; greater is narrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Audience(u8);

impl Audience {
    /// Everybody.
    pub const WIDEST: Self = Self(0);

    /// Tells whether readers of this audience may read a text meant for `text`.
    pub fn may_read(self, text: Self) -> bool {
        text <= self
    }
}

/// The audiences that site.toml names, from widest to narrowest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audiences(Vec<String>);

impl Default for Audiences {
    fn default() -> Self {
        Self(vec!["public".into(), "internal".into()])
    }
}

impl Audiences {
    /// The most audiences a handbook may have.
    pub const MOST: usize = 16;

    /// Takes the names, from widest to narrowest.
    ///
    /// # Errors
    /// Gives the reason, in words for a message, when there are none or too many, one stands twice, or one is no plain
    /// lower-case word (it becomes a directive's name).
    pub fn new(names: Vec<String>) -> Result<Self, String> {
        if names.is_empty() || names.len() > Self::MOST {
            return Err(format!("a handbook has 1 to {} audiences", Self::MOST));
        }
        for (index, name) in names.iter().enumerate() {
            let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            if !plain || !name.starts_with(|first: char| first.is_ascii_lowercase()) {
                return Err(format!("an audience is a word of small letters, digits and `-`, not `{name}`"));
            }
            if names[..index].contains(name) {
                return Err(format!("the audience `{name}` stands twice"));
            }
        }
        Ok(Self(names))
    }

    /// Gives the audience of that exact name.
    pub fn find(&self, name: &str) -> Option<Audience> {
        let index = self.0.iter().position(|known| known == name)?;
        u8::try_from(index).ok().map(Audience)
    }

    /// Gives the narrowest audience, which everything is for that does not say otherwise.
    pub fn narrowest(&self) -> Audience {
        Audience(u8::try_from(self.0.len().saturating_sub(1)).unwrap_or(u8::MAX))
    }

    /// Gives an audience's name.
    pub fn name(&self, audience: Audience) -> &str {
        &self.0[usize::from(audience.0).min(self.0.len() - 1)]
    }

    /// Gives all names, from widest to narrowest.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Gives the names that a reader of `audience` may see as marks, from widest to its own.
    pub fn names_up_to(&self, audience: Audience) -> &[String] {
        &self.0[..=usize::from(audience.0).min(self.0.len() - 1)]
    }
}
