//! `ospress new`: a page with the right front matter in the right folder.
//!
//! The folder is the one that holds most pages of that kind already; the id continues theirs. Nothing that exists is
//! ever overwritten, and the page starts as a draft for the narrowest audience, so it is published on purpose only.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::config::{self, Config};
use crate::diagnostic::Severity;
use crate::edition::Kind;
use crate::error::Error;
use crate::path::SourcePath;
use crate::source;

mod draft;
mod survey;

use survey::Survey;

/// Writes the page into the handbook at `root`; says where.
///
/// # Errors
/// Fails when site.toml or the content cannot be read, or the page cannot be written.
pub fn run(root: &Path, kind: Kind, title: &str, today: Date) -> Result<String, Error> {
    let path = new_page(root, &read_config(root)?, kind, title, today)?;
    let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string();
    Ok(format!("wrote {shown}\nIt is a draft: build with --drafts to see it, and change `status` to publish it.\n"))
}

/// Writes a page of that kind and title below the content folder, and gives its path.
///
/// # Errors
/// Refuses a title that cannot become a file name, and a file that exists; fails when the disk does.
pub fn new_page(root: &Path, config: &Config, kind: Kind, title: &str, today: Date) -> Result<PathBuf, Error> {
    let title = title.trim();
    let stem = file_stem(title)?;
    let (snapshot, _) = source::take(root, &config.content, &[])?;
    let pages = snapshot.files.iter().filter_map(|(path, blob)| Some((path, &**blob.text()?)));
    let survey = Survey::of(pages, config, kind);
    let text = draft::page(config, &survey, title, today);
    let folder = [root, Path::new(&config.content), Path::new(&survey.folder)].iter().collect::<PathBuf>();
    // A course is a folder, since its modules lie in it.
    let path = folder.join(if kind == Kind::Course { format!("{stem}/_index.md") } else { format!("{stem}.md") });
    if path.exists() {
        let shown = path.strip_prefix(root).unwrap_or(&path).display();
        return Err(Error::Refused(format!("`{shown}` is there already; choose another title")));
    }
    let folder = path.parent().unwrap_or(root);
    fs::create_dir_all(folder).map_err(Error::io("cannot create", folder))?;
    write_new(&path, &text)?;
    Ok(path)
}

/// Writes a file that must not exist yet.
pub(super) fn write_new(path: &Path, text: &str) -> Result<(), Error> {
    let mut file = fs::File::create_new(path).map_err(Error::io("cannot create", path))?;
    file.write_all(text.as_bytes()).map_err(Error::io("cannot write", path))
}

fn read_config(root: &Path) -> Result<Config, Error> {
    let path = root.join("site.toml");
    let text = fs::read_to_string(&path).map_err(Error::io("cannot read", &path))?;
    let name = SourcePath::new("site.toml").map_err(|error| Error::Refused(error.to_string()))?;
    let (config, findings) = config::parse(&name, &text);
    match findings.iter().find(|finding| finding.severity == Severity::Error) {
        Some(finding) => Err(Error::Refused(format!("site.toml has errors: {}; run `ospress check`", finding.message))),
        None => Ok(config),
    }
}

/// Makes a file name of a title: small letters and digits of any script, `-` between words.
fn file_stem(title: &str) -> Result<String, Error> {
    if title.chars().any(char::is_control) {
        return Err(Error::Refused("a title is one line without control characters".into()));
    }
    let lower: String = title.chars().flat_map(char::to_lowercase).filter(|c| !matches!(c, '\'' | '’')).collect();
    let is_part = |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
    let words: Vec<_> = lower.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect();
    let long = words.join("-");
    let stem = long[..long.floor_char_boundary(100)].trim_end_matches('-');
    match stem {
        "" => Err(Error::Refused(format!("the title `{title}` has no letter for a file name"))),
        "index" | "readme" => {
            Err(Error::Refused(format!("a page named `{stem}` would stand for its folder; choose another title")))
        }
        stem => Ok(stem.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_file_name() {
        let check = |title: &str, expect: &str| assert_eq!(file_stem(title).expect("a title"), expect);
        check("Use of Open Source", "use-of-open-source");
        check("What's new? & where", "whats-new-where");
        check("Ökologie: ein Überblick", "ökologie-ein-überblick");
        check("../../etc/passwd", "etc-passwd");
        check(&"é".repeat(200), &"é".repeat(50));
        for bad in ["", "...", "Index", "README", "a\nb", "/"] {
            assert!(file_stem(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = std::env::temp_dir().join(format!("ospress-new-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("x.md");
        fs::write(&path, "mine").expect("a file");
        assert!(write_new(&path, "yours").is_err());
        assert_eq!(fs::read_to_string(&path).expect("the file"), "mine");
        fs::remove_dir_all(&folder).expect("to clean up");
    }

    #[test]
    fn the_starter_takes_new_pages() {
        let root = std::env::temp_dir().join(format!("ospress-new-page-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let today = Date::constant(2026, 11, 22);
        crate::cli::init::init(&root, "Fjordlight", today).expect("a starter");
        let config = read_config(&root).expect("a sound site.toml");
        let policy = new_page(&root, &config, Kind::Policy, "Naming & trademarks", today).expect("a page");
        assert_eq!(policy, root.join("content/policies/naming-trademarks.md"));
        let text = fs::read_to_string(&policy).expect("the page");
        assert!(text.contains("id: POL-006\n") && text.contains("date: 2026-11-22\n"), "{text}");
        assert!(new_page(&root, &config, Kind::Policy, "Naming: trademarks", today).is_err(), "it exists");
        let module = new_page(&root, &config, Kind::Module, "Licences in depth", today).expect("a page");
        assert_eq!(module, root.join("content/training/licences-in-depth.md"));
        let course = || new_page(&root, &config, Kind::Course, "Onboarding", today);
        assert_eq!(course().expect("a page"), root.join("content/training/onboarding/_index.md"));
        let again = course().expect_err("it exists").to_string();
        assert_eq!(again, "`content/training/onboarding/_index.md` is there already; choose another title");
        let second = new_page(&root, &config, Kind::Course, "Inbound", today).expect("a page");
        assert_eq!(second, root.join("content/training/inbound/_index.md"), "beside the other courses");
        fs::remove_dir_all(&root).expect("to clean up");
    }
}
