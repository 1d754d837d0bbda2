//! `ospress version cut NAME`: what the content folder holds today becomes a version of its own.
//!
//! The pages and files are copied to `_versions/NAME` below the content folder, and site.toml gets an entry that names the
//! folder. The text of site.toml is changed at the places concerned and nowhere else, so comments and order stay; what
//! came out of it is read again before it is written. Nothing is ever overwritten.

use std::fs;
use std::path::Path;

use jiff::civil::Date;

use crate::config::{self, Config};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::path::{SourcePath, VersionName};
use crate::pipeline;
use crate::source::{self, SITE_FILE};

use super::new::write_new;

/// What to freeze, and under which name.
#[derive(Debug)]
pub(super) struct Cut {
    /// The version's name.
    pub(super) name: String,
    /// The name of what the content folder holds from then on.
    pub(super) next: Option<String>,
    /// When the version came into force, where site.toml does not say.
    pub(super) date: Date,
}

/// Freezes the content of the handbook at `root`; gives what to tell.
///
/// # Errors
/// Refuses a name that is none, is taken, or is that of a version that a tag gives, and a site.toml that cannot be changed
/// safely; fails when the disk does.
pub(super) fn cut(root: &Path, wish: &Cut) -> Result<String, Error> {
    let path = root.join(SITE_FILE);
    let text = source::read_text(&path)?;
    let config = sound(&text).ok_or_else(|| refused("site.toml has errors; run `ospress check` first"))?;
    let next = next_name(&config, wish)?;
    if let Some(tag) = pipeline::tag_of(root, &config, &wish.name) {
        return Err(refused(&format!(
            "the tag `{tag}` gives the version `{}` already, by `from_tags` in site.toml\nhelp: nothing has to be kept; say in site.toml \
             which version the content is now, or choose another name",
            wish.name
        )));
    }
    let folder =
        if config.content.is_empty() { "_versions".to_owned() } else { format!("{}/_versions", config.content) };
    let folder = format!("{folder}/{}", wish.name);
    if root.join(&folder).exists() {
        return Err(refused(&format!("`{folder}` is there already; choose another name, or delete it")));
    }
    let written = entered(&text, &config, wish, &folder, &next);
    let is_right = |config: &Config| {
        let versions = &config.versions;
        versions.current.as_ref().is_some_and(|current| current.as_str() == next)
            && versions.released.iter().any(|released| released.name.as_str() == wish.name)
    };
    if !sound(&written).is_some_and(|config| is_right(&config)) {
        let entry = entry(&config, wish, &folder);
        return Err(refused(&format!(
            "site.toml writes its versions in a way that cannot be changed here; add this:\n{entry}"
        )));
    }
    let count = copy(root, &config.content, &folder)?;
    let draft = root.join(".site.toml.draft");
    fs::write(&draft, &written).map_err(Error::io("cannot write", &draft))?;
    fs::rename(&draft, &path).map_err(Error::io("cannot write", &path))?;
    let name = &wish.name;
    Ok(format!(
        "kept {count} files as version {name} in {folder}\nsite.toml names it; the content is version {next} now\n"
    ))
}

fn refused(words: &str) -> Error {
    Error::Refused(words.to_owned())
}

/// Reads site.toml; none where something is wrong with it.
fn sound(text: &str) -> Option<Config> {
    let (config, findings) = config::parse(&SourcePath::new(SITE_FILE).ok()?, text);
    findings.iter().all(|finding| finding.severity != Severity::Error).then_some(config)
}

/// Checks the names, and gives the one that the content has from now on.
fn next_name(config: &Config, wish: &Cut) -> Result<String, Error> {
    let check =
        |name: &str| VersionName::new(name).map_err(|reason| refused(&format!("`{name}` cannot be used: {reason}")));
    check(&wish.name)?;
    let is_taken = |name: &str| config.versions.released.iter().any(|old| old.name.as_str().eq_ignore_ascii_case(name));
    if is_taken(&wish.name) {
        return Err(refused(&format!("site.toml has a version `{}` already; choose another name", wish.name)));
    }
    let current = config.versions.current.as_ref().map(VersionName::as_str);
    let kept = current.filter(|current| !current.eq_ignore_ascii_case(&wish.name));
    let next = wish.next.as_deref().or(kept).unwrap_or("next");
    check(next)?;
    if is_taken(next) || next.eq_ignore_ascii_case(&wish.name) {
        return Err(refused(&format!(
            "`{next}` cannot be the next version, because that name is taken; choose another"
        )));
    }
    Ok(next.to_owned())
}

/// Gives the lines for the version.
fn entry(config: &Config, wish: &Cut, folder: &str) -> String {
    let is_current = config.versions.current.as_ref().is_none_or(|current| current.as_str() == wish.name);
    let date = config.versions.date.filter(|_| is_current).unwrap_or(wish.date);
    let note = config.versions.note.as_ref().filter(|_| is_current);
    let note = note.map(|note| format!("note = {}\n", quoted(note))).unwrap_or_default();
    format!(
        "[[versions.released]]\nname = {}\ndate = {date}\n{note}source = {{ path = {} }}\n",
        quoted(&wish.name),
        quoted(folder)
    )
}

/// Writes a line of text as TOML does.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Puts the version into the text of site.toml, whose line ends stay what they are.
fn entered(text: &str, config: &Config, wish: &Cut, folder: &str, next: &str) -> String {
    let native = |lines: &str| if text.contains("\r\n") { lines.replace('\n', "\r\n") } else { lines.to_owned() };
    let entry = entry(config, wish, folder);
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    let Some(current) = config.places.get("versions.current").cloned() else {
        let versions = format!("{end}\n[versions]\ncurrent = {}\n\n{entry}", quoted(next));
        return text.to_owned() + &native(&versions);
    };
    let mut changes = vec![(current.clone(), quoted(next))];
    if config.versions.current.as_ref().is_some_and(|name| name.as_str() == wish.name) {
        // They went with the version; the new one has its own one day.
        let lines = ["versions.date", "versions.note"].into_iter().filter_map(|key| config.places.get(key));
        changes.extend(lines.map(|place| line_start(text, place.start)).map(|at| (at..at, "# ".to_owned())));
    }
    let at = entry_place(text, current.end);
    let (before, after) = if at == text.len() { (format!("{end}\n"), "") } else { (String::new(), "\n") };
    changes.push((at..at, native(&format!("{before}{entry}{after}"))));
    changes.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut changed = text.to_owned();
    for (place, words) in changes {
        changed.replace_range(place, &words);
    }
    changed
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |line| line + 1)
}

/// Finds where an entry goes: before the next table behind `from` and the comment above that, else at the end.
fn entry_place(text: &str, from: usize) -> usize {
    let mut at = text[from..].find('\n').map_or(text.len(), |line| from + line + 1);
    let mut place = None;
    for line in text[at..].split_inclusive('\n') {
        match line.trim_start().as_bytes().first() {
            Some(b'[') => return place.unwrap_or(at),
            Some(b'#') => place = place.or(Some(at)),
            _ => place = None,
        }
        at += line.len();
    }
    text.len()
}

/// Copies the content to the version's folder, all or nothing; gives the number of files.
fn copy(root: &Path, content: &str, folder: &str) -> Result<usize, Error> {
    let (snapshot, findings) = source::take(root, content, &["dist", "themes", SITE_FILE])?;
    if let Some(finding) = findings.iter().find(|finding| finding.severity == Severity::Error) {
        return Err(refused(&format!("the content cannot be kept as it is: {}", finding.message)));
    }
    let (whole, draft) = (root.join(folder), root.join(format!("{folder}.draft")));
    if draft.exists() {
        return Err(refused(&format!("`{folder}.draft` is there from a run that was stopped; delete it")));
    }
    let mut count = 0;
    for (path, blob) in &snapshot.files {
        let below = path.as_str().strip_prefix(&*snapshot.content).unwrap_or(path.as_str()).trim_start_matches('/');
        // What is copied to the root of an edition is of today only.
        if below.starts_with("_files/") {
            continue;
        }
        let to = draft.join(below);
        let parent = to.parent().unwrap_or(&draft);
        fs::create_dir_all(parent).map_err(Error::io("cannot make", parent))?;
        match blob.text() {
            Some(text) => write_new(&to, text)?,
            None => fs::write(&to, blob.bytes()).map_err(Error::io("cannot write", &to))?,
        }
        count += 1;
    }
    if count == 0 {
        return Err(refused("the content folder has no page to keep"));
    }
    fs::rename(&draft, &whole).map_err(Error::io("cannot make", &whole))?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(name: &str, next: Option<&str>) -> Cut {
        Cut { name: name.into(), next: next.map(str::to_owned), date: Date::constant(2026, 11, 22) }
    }

    /// Checks what becomes of site.toml.
    fn check(before: &str, wish: &Cut, expect: &str) {
        let config = sound(before).expect("a sound site.toml");
        let next = next_name(&config, wish).expect("fine names");
        let after = entered(before, &config, wish, "content/_versions/1", &next);
        assert_eq!(after, expect);
        assert!(
            sound(&after).is_some_and(|config| config
                .versions
                .released
                .iter()
                .any(|old| old.name.as_str() == wish.name))
        );
    }

    const ENTRY: &str =
        "[[versions.released]]\nname = \"1\"\ndate = 2026-11-22\nsource = { path = \"content/_versions/1\" }\n";

    #[test]
    fn comments_and_order_stay() {
        check(
            "title = \"x\"",
            &wish("1", None),
            &format!("title = \"x\"\n\n[versions]\ncurrent = \"next\"\n\n{ENTRY}"),
        );
        let before = "title = \"x\" # a\n[versions] # b\ncurrent = \"2\" # c\n\n# of the menu\n[[menu]]\ntitle = \"a\"\nlink = \"https://a.example/\"\n";
        let after = before.replace("# of the menu", &format!("{ENTRY}\n# of the menu"));
        check(before, &wish("1", None), &after);
        let before = "title = \"x\"\n[versions]\ncurrent = \"1\" # c\ndate = 2026-01-02 # d\nnote = \"a \\\"b\\\"\"\n# old\n[[versions.released]]\nname = \"0\"\nsource = { path = \"z\" }\n";
        let entry = ENTRY.replace("2026-11-22\n", "2026-01-02\nnote = 'a \"b\"'\n");
        let after = before
            .replace("\"1\" # c", "\"2\" # c")
            .replace("date =", "# date =")
            .replace("note =", "# note =")
            .replace("# old", &format!("{entry}\n# old"));
        check(before, &wish("1", Some("2")), &after);
    }

    #[test]
    fn line_ends_stay_what_they_are() {
        let before = "title = \"x\" # a\r\n\r\n[versions] # b\r\ncurrent = \"2\"\r\n\r\n# of the look\r\n[theme]\r\naccent = \"#123456\"\r\n";
        let after = before.replace("# of the look", &format!("{ENTRY}\n# of the look").replace('\n', "\r\n"));
        check(before, &wish("1", None), &after);
        let start = "title = \"x\"\r\n";
        let added = format!("\n[versions]\ncurrent = \"next\"\n\n{ENTRY}").replace('\n', "\r\n");
        check(start, &wish("1", None), &format!("{start}{added}"));
    }

    #[test]
    fn tables_in_a_line_and_lists_stay_as_they_are() {
        let before = "title = \"x\"\nmenu = [ # first\n  { title = \"[versions]\", link = \"https://a.example/\" }, # one\n]\n\
            versions.current = \"2\" # two\ntheme = { name = \"handbook\" }\n\n[editions.public] # three\naudience = \"public\"\n";
        let after = before.replace("[editions.public]", &format!("{ENTRY}\n[editions.public]"));
        check(before, &wish("1", None), &after);
        let before = "title = \"x\"\nversions = { current = \"2\", from_tags = { pattern = \"v*\" } }\n";
        let config = sound(before).expect("a sound site.toml");
        let after = entered(before, &config, &wish("1", None), "content/_versions/1", "2");
        assert!(sound(&after).is_none(), "the command refuses this and says what to add: {after}");
    }

    #[test]
    fn names_that_are_taken_or_none_are_refused() {
        let config = sound("title = \"x\"\n[versions]\ncurrent = \"2\"\n[[versions.released]]\nname = \"one\"\nsource = { path = \"z\" }\n").expect("sound");
        for (name, next) in
            [("One", None), ("../x", None), ("", None), ("3", Some("one")), ("2", Some("2")), ("3", Some("3"))]
        {
            assert!(next_name(&config, &wish(name, next)).is_err(), "{name} {next:?}");
        }
        assert_eq!(next_name(&config, &wish("3", None)).expect("a name"), "2");
        assert_eq!(next_name(&config, &wish("2", None)).expect("a name"), "next");
    }

    #[test]
    fn the_content_is_kept_once() {
        let root = std::env::temp_dir().join(format!("ospress-cut-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("content/a/.hidden")).expect("folders");
        for (path, text) in [
            ("site.toml", "title = \"x\"\n"),
            ("content/_index.md", "# Home\n"),
            ("content/a/b.md", "# B\n"),
            ("content/a/.hidden/x.md", "x"),
        ] {
            fs::write(root.join(path), text).expect("a file");
        }
        let said = cut(&root, &wish("1", None)).expect("a version");
        assert!(said.starts_with("kept 2 files as version 1 in content/_versions/1\n"), "{said}");
        assert_eq!(fs::read_to_string(root.join("content/_versions/1/a/b.md")).expect("a page"), "# B\n");
        assert!(!root.join("content/_versions/1/a/.hidden").exists());
        let again = cut(&root, &wish("1", None)).expect_err("it is there").to_string();
        assert!(again.contains("already"), "{again}");
        cut(&root, &wish("1.1", Some("2"))).expect("another version");
        assert!(!root.join("content/_versions/1.1/_versions").exists());
        fs::remove_dir_all(&root).expect("to clean up");
    }
}
