//! `ospress init`: a starter handbook that builds at once.
//!
//! The starter is part of the binary. It goes into a new or empty folder and nowhere else; no file is ever overwritten.

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, File, include_dir};
use jiff::civil::Date;

use crate::error::Error;

use super::new::write_new;

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/starter");

/// What stands for the organisation's name in the starter.
const PLACEHOLDER: &str = "@ORGANISATION@";
/// What stands for the day on which the handbook starts.
const TODAY: &str = "@TODAY@";
/// The longest name that fits a title.
const LONGEST: usize = 80;

/// Writes a starter handbook into a new or empty folder, and says what to do next.
///
/// # Errors
/// Fails when the folder holds something already, or cannot be written.
pub fn run(dir: &Path, name: Option<&str>, today: Date) -> Result<String, Error> {
    let written = init(dir, name.unwrap_or("Our Organisation"), today)?;
    let place = dir.display();
    Ok(format!("wrote {} files into {place}\nNext: ospress build --root {place}\n", written.len()))
}

/// Writes the starter with the name of an organisation in it, its policies approved today, and gives the paths of its
/// files.
///
/// # Errors
/// Refuses a folder that is not empty (a fresh git repository is) and a name that is no line of text; fails when the disk
/// does.
pub fn init(dir: &Path, name: &str, today: Date) -> Result<Vec<PathBuf>, Error> {
    let name = check_name(name)?;
    fs::create_dir_all(dir).map_err(Error::io("cannot create", dir))?;
    check_empty(dir)?;
    files().into_iter().map(|(path, file)| write(dir, &path, file, name, today)).collect()
}

/// Gives the starter's files with their places, sorted.
fn files() -> Vec<(PathBuf, &'static File<'static>)> {
    let mut files = Vec::new();
    let mut folders = vec![&STARTER];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        files.extend(folder.files().map(|file| (place(file.path()), file)));
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}

/// Names `.gitignore`, which lies in the starter without its dot, so that it does not rule this repository.
fn place(path: &Path) -> PathBuf {
    if path == Path::new("gitignore") { PathBuf::from(".gitignore") } else { path.to_owned() }
}

fn write(dir: &Path, path: &Path, file: &File<'_>, name: &str, today: Date) -> Result<PathBuf, Error> {
    let target = dir.join(path);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(Error::io("cannot create", folder))?;
    }
    let text = file.contents_utf8().ok_or_else(|| Error::Refused(format!("`{}` is no text", path.display())))?;
    write_new(&target, &fill(path, &text.replace(TODAY, &today.to_string()), name))?;
    Ok(target)
}

fn check_name(name: &str) -> Result<&str, Error> {
    let name = name.trim();
    let reason = match () {
        () if name.is_empty() => "is empty",
        () if name.chars().any(char::is_control) => "is more than one line",
        () if name.chars().count() > LONGEST => "is longer than 80 characters",
        () => return Ok(name),
    };
    Err(Error::Refused(format!("the name of the organisation {reason}")))
}

fn check_empty(dir: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(dir).map_err(Error::io("cannot list", dir))? {
        let entry = entry.map_err(Error::io("cannot list", dir))?;
        if entry.file_name() != ".git" {
            let found = entry.file_name().display().to_string();
            let reason = format!("`{}` is not empty: it holds `{found}`; choose a new folder", dir.display());
            return Err(Error::Refused(reason));
        }
    }
    Ok(())
}

/// Puts the name in: quoted in settings and front matter, escaped in Markdown.
fn fill(path: &Path, text: &str, name: &str) -> String {
    let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
    let front = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map_or(0, |end| end + 9);
    let front = if path.extension().is_some_and(|extension| extension == "md") { front } else { text.len() };
    let (head, body) = text.split_at(front);
    head.replace(PLACEHOLDER, &quoted) + &body.replace(PLACEHOLDER, &escaped(name))
}

/// Writes a text so that Markdown shows it as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | '\'' | '-' | '/' | '(' | ')') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests;
