use std::collections::BTreeMap;

use crate::audience::{Audience, Audiences};
use crate::config::{Config, EditionConfig, Versions};
use crate::path::SourcePath;

/// The settings of a small handbook: an edition for everybody, one for staff, one for the board.
pub(super) fn config() -> Config {
    let audiences = Audiences::new(["public", "internal", "board"].map(String::from).to_vec()).expect("good names");
    let edition = |name: &str, audience: Audience| EditionConfig {
        name: name.into(),
        audience,
        sections: None,
        home: None,
        title: None,
        description: None,
        base_url: None,
        tokens: BTreeMap::new(),
        range: 0..0,
    };
    let editions = audiences.names().iter().map(|name| edition(name, audiences.find(name).expect("a name"))).collect();
    Config {
        path: SourcePath::new("site.toml").expect("a path"),
        title: "Handbook".into(),
        description: None,
        base_url: None,
        language: "en".into(),
        content: "content".into(),
        theme: "handbook".into(),
        audiences,
        edit_url: None,
        smart_punctuation: false,
        keep_number_prefixes: false,
        kinds: BTreeMap::new(),
        editions,
        versions: Versions::default(),
        metrics: None,
        data_pages: Vec::new(),
        menu: Vec::new(),
        tokens: BTreeMap::new(),
        statuses: BTreeMap::new(),
        check: BTreeMap::new(),
    }
}
