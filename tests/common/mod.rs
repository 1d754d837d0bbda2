//! What the tests of whole handbooks share: a folder of one's own, the program, trees of files, dice.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

pub(crate) mod marks;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_ospress");

/// The files of a tree, by path below its top.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// A folder that is gone after the test.
pub(crate) struct Scratch(pub(crate) PathBuf);

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code; none where a signal ended the run.
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        Self::below(Path::new(env!("CARGO_TARGET_TMPDIR")), name)
    }

    /// In memory, where the machine has a place for that; for tests of many small builds.
    pub(crate) fn quick(name: &str) -> Self {
        let memory = Path::new("/dev/shm");
        let is_fit = fs::metadata(memory).is_ok_and(|memory| memory.is_dir() && !memory.permissions().readonly());
        if is_fit { Self::below(memory, &format!("ospress-{name}")) } else { Self::new(name) }
    }

    fn below(parent: &Path, name: &str) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("{name}-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a scratch folder");
        Self(path)
    }

    /// Lets the last look at all files of the sites be long ago.
    pub(crate) fn forget_looks(&self) {
        for entry in fs::read_dir(self.path("dist")).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(".looked-") {
                fs::remove_file(entry.path()).expect("a file of ours");
            }
        }
    }

    /// A handbook with this site.toml.
    pub(crate) fn handbook(name: &str, site_toml: &str) -> Self {
        let scratch = Self::new(name);
        scratch.write("site.toml", site_toml);
        scratch
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// The program, to be run in this folder with an empty environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(&self.0).env_clear();
        command
    }

    /// Runs the program; a run of more than a minute is a failure.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(&mut self.command(arguments), Duration::from_mins(1))
    }

    /// Builds, must succeed, and gives the published tree of an edition.
    #[track_caller]
    pub(crate) fn build(&self, edition: &str) -> Tree {
        let run = self.run(&["build", "--as-of", "2026-11-22"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        tree(&self.path("dist").join(edition))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a command that must end in time; one that hangs is killed, and the test fails.
#[track_caller]
pub(crate) fn run(command: &mut Command, most: Duration) -> Run {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let [stdout, stderr] = [gather(stdout), gather(stderr)];
    let status = wait(&mut child, most);
    let join = |thread: std::thread::JoinHandle<String>| thread.join().expect("the program prints UTF-8");
    let (stdout, stderr) = (join(stdout), join(stderr));
    let status = status.unwrap_or_else(|| panic!("no end after {most:?}; it said: {stderr:.2000}"));
    Run { code: status.code(), signal: status.signal(), stdout, stderr }
}

fn gather(pipe: Option<impl std::io::Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        pipe.expect("a pipe").read_to_string(&mut text).expect("the program prints UTF-8");
        text
    })
}

fn wait(child: &mut Child, most: Duration) -> Option<std::process::ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < most {
        if let Some(status) = child.try_wait().expect("a child") {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("a running child");
    child.wait().expect("a dead child");
    None
}

/// Reads a tree; empty where there is none.
pub(crate) fn tree(top: &Path) -> Tree {
    let mut found = Tree::new();
    let mut folders = if top.is_dir() { vec![top.to_owned()] } else { Vec::new() };
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(top).expect("below the top");
                found.insert(below.display().to_string(), fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// Compares two trees and names what differs, because printing them would fill the screen.
#[track_caller]
pub(crate) fn assert_same(found: &Tree, expected: &Tree, about: &str) {
    let different = difference(found, expected);
    assert!(different.is_empty(), "{about}: {different:#?}");
}

/// Names the files that are not the same in both trees, with the first byte that differs.
pub(crate) fn difference(found: &Tree, expected: &Tree) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    let describe = |name: &String| match (found.get(name), expected.get(name)) {
        (Some(one), Some(other)) if one == other => None,
        (Some(one), Some(other)) => {
            let at = one.iter().zip(other).position(|(a, b)| a != b).unwrap_or(one.len().min(other.len()));
            let around = |bytes: &[u8]| {
                String::from_utf8_lossy(&bytes[at.saturating_sub(60)..bytes.len().min(at + 60)]).into_owned()
            };
            Some(format!("{name} at byte {at}: found {:?}, expected {:?}", around(one), around(other)))
        }
        (Some(_), None) => Some(format!("{name} is too much")),
        _ => Some(format!("{name} is missing")),
    };
    names.into_iter().filter_map(describe).collect()
}

/// The files of this repository's own handbook, the demo.
pub(crate) fn demo() -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Tree::new();
    for part in ["content", "themes"] {
        files.extend(tree(&root.join(part)).into_iter().map(|(path, bytes)| (format!("{part}/{path}"), bytes)));
    }
    files.insert("site.toml".to_owned(), fs::read(root.join("site.toml")).expect("site.toml"));
    files
}

/// A sequence of numbers that is the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % most as u64).expect("a small number")
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// Whether the person who runs the tests has time.
#[allow(clippy::disallowed_methods, reason = "the environment of the tests, not of the program")]
pub(crate) fn is_long_run() -> bool {
    std::env::var_os("OSPRESS_LONG").is_some()
}

/// Runs the `git` program, without anybody's configuration.
#[track_caller]
pub(crate) fn git(scratch: &Scratch, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(&scratch.0).args(["-c", "user.name=A", "-c", "user.email=a@a.example"]).args(arguments);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let output = git.output().expect("git is there");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Checks that every link and redirect below `base` leads to a file of the edition.
#[track_caller]
pub(crate) fn links_lead_somewhere(edition: &Tree, base: &str) {
    for (path, bytes) in edition.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        let quoted = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let refreshed = html.split("0; url=").skip(1).filter_map(|rest| rest.split('"').next());
        for link in quoted.chain(refreshed) {
            let link = link.trim_start_matches("https://book.example").split('#').next().unwrap_or_default();
            let Some(below) = link.strip_prefix(base) else { continue };
            let file =
                if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below.to_owned() };
            assert!(edition.contains_key(&file), "{path} leads to {link}, which is not there");
        }
    }
}

/// Makes the files below a folder those of `after`, where those of `before` were.
pub(crate) fn replace(scratch: &Scratch, before: &Tree, after: &Tree) {
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        fs::remove_file(scratch.path(path)).expect("a file to remove");
    }
    for (path, bytes) in after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)) {
        scratch.write(path, bytes);
    }
}

/// Makes an image with these chunks; nobody looks at its sums.
pub(crate) fn png(chunks: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = ("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0].to_vec());
    for (name, content) in [header].iter().chain(chunks).chain(&[("IEND", Vec::new())]) {
        bytes.extend(u32::try_from(content.len()).expect("small").to_be_bytes());
        bytes.extend(name.as_bytes());
        bytes.extend(content);
        bytes.extend([0; 4]);
    }
    bytes
}
