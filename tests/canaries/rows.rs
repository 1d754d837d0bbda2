//! A canary in the hidden columns, rows and cells of tables that everybody reads, today's and old ones, and in what
//! site.toml calls their columns.

use std::fmt::Write as _;

use super::nursery::{Nursery, Sight};
use Sight::Seen;

/// A place, a table of rows that are pages, what site.toml says of its columns.
const TABLES: &[(&str, &str, &str)] = &[
    ("name of a marked column", "name,:internal[@],about\nalder,x,y\n", ""),
    ("cell of a marked column", "name,:internal[a],about\nalder,@,y\n", ""),
    ("cell of a column hidden in site.toml", "name,cost,about\nalder,@,y\n", "cost = { audience = \"internal\" }"),
    ("cell of a hidden row", "name,about,audience\nalder,y,public\nbirch,@,internal\n", ""),
    ("name of a hidden row", "name,about,audience\nalder,y,public\n@,z,internal\n", ""),
    ("name of a row that does not say", "name,about,audience\nalder,y,public\n@,z,\n", ""),
    ("marked cell", "name,about\nalder,see :internal[@]\n", ""),
];

/// What site.toml calls a column.
const TITLES: &[(&str, &str)] = &[
    ("title of a hidden column", "cost = { audience = \"internal\", title = \"Cost @\" }"),
    ("marked words of a column's title", "cost = { title = \"Cost :internal[@]\" }"),
];

/// Writes the tables, and what site.toml says of them.
pub(crate) fn plant(nursery: &mut Nursery) {
    let mut site = String::new();
    let titled = TITLES.iter().map(|(place, says)| {
        let says = nursery.fill(&format!("rows: {place}"), says, Seen);
        (*place, "name,cost\nalder,5\n".to_owned(), says)
    });
    let titled: Vec<_> = titled.collect();
    let plain = TABLES.iter().map(|(place, table, says)| (*place, (*table).to_owned(), (*says).to_owned()));
    for (number, (place, table, says)) in plain.chain(titled).enumerate() {
        let _ = write!(
            site,
            "\n[[data_pages]]\nfile = \"open{number}/rows.csv\"\npath = \"open{number}/{{name}}\"\ntitle = \"name\"\nsort = \"name\"\n\
             columns = {{ {says} }}\n"
        );
        for (version, about) in [("content", "rows"), ("content/_versions/1", "old rows")] {
            let has_hole = table.contains('@');
            let table = if has_hole { nursery.fill(&format!("{about}: {place}"), &table, Seen) } else { table.clone() };
            nursery.file(&format!("{version}/open{number}/rows.csv"), table);
            let index = "---\naudience: public\nchildren: {audience: public}\n---\n# Rows\n\nText.\n";
            nursery.file(&format!("{version}/open{number}/_index.md"), index);
        }
    }
    nursery.files.get_mut("site.toml").expect("the settings").extend(site.into_bytes());
}
