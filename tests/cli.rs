//! The command line as people and scripts meet it: exit codes, all of stdout, all of stderr.
//!
//! Each test runs the real binary in a folder of its own, with an empty environment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    /// Writes the files of a text: each starts with a line `--- path`.
    fn new(files: &str) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = Self(std::env::temp_dir().join(format!("ospress-cli-{}-{number}", std::process::id())));
        fs::create_dir_all(&folder.0).expect("a new folder");
        for (path, text) in sections(files) {
            let path = folder.0.join(path);
            fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        folder
    }

    /// Runs the program in the folder; gives exit code, stdout and stderr.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ospress"));
        command.args(arguments).current_dir(&self.0).env_clear().envs(environment.iter().copied());
        let output = command.output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
        (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
    }

    /// Reads a file.
    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).expect("a file")
    }

    /// Tells whether a path is there.
    fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Takes `--- path` headers and what follows each of them apart.
fn sections(files: &str) -> Vec<(&str, String)> {
    let mut sections: Vec<(&str, String)> = Vec::new();
    for line in files.lines() {
        if let Some(path) = line.strip_prefix("--- ") {
            sections.push((path, String::new()));
        } else if let Some((_, text)) = sections.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    sections
}

/// Runs the program in an empty folder and compares everything.
#[track_caller]
fn check(arguments: &[&str], code: i32, stdout: &str, stderr: &str) {
    let folder = Folder::new("");
    let here = fs::canonicalize(&folder.0).expect("the folder is there");
    let stderr = stderr.replace("HERE", &here.display().to_string());
    assert_eq!(folder.run(arguments), (code, stdout.to_owned(), stderr));
}

/// A small handbook without a mistake.
const SOUND: &str = "\
--- site.toml
title = \"Our handbook\"
base_url = \"https://handbook.example/\"
--- content/_index.md
---
title: Home
---
Welcome. Read [how we use open source](policies/use.md).
--- content/policies/use.md
---
title: Use
---
Ask first.
";

/// The same, with a dead link and an image without a description.
const FAULTY: &str = "\
--- site.toml
title = \"Our handbook\"
base_url = \"https://handbook.example/\"
--- content/_index.md
---
title: Home
---
Welcome. Read [how we use open source](policies/usage.md).
--- content/policies/use.md
---
title: Use
---
Ask first.
";

/// Gives the summary line with its time left out.
fn summary(stderr: &str) -> String {
    let last = stderr.lines().last().unwrap_or_default();
    let (before, after) = last.rsplit_once(" in ").unwrap_or((last, ""));
    let rest = after.split_once(" s").map_or("", |(_, rest)| rest);
    format!("{before}{rest}")
}

#[test]
fn a_bare_command_shows_the_way() {
    let (code, stdout, stderr) = Folder::new("").run(&[]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    for word in ["Usage: ospress", "build", "check", "explain", "ospress init handbook"] {
        assert!(stderr.contains(word), "{word}: {stderr}");
    }
    let (code, stdout, stderr) = Folder::new("").run(&["--help"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains("ospress build --root handbook"), "{stdout}");
    check(&["--version"], 0, concat!("ospress ", env!("CARGO_PKG_VERSION"), "\n"), "");
}

#[test]
fn mistakes_in_usage_exit_with_2_and_a_hint() {
    let unknown = "\
error: unrecognized subcommand 'biuld'

  tip: a similar subcommand exists: 'build'

Usage: ospress [OPTIONS] <COMMAND>

For more information, try '--help'.
";
    check(&["biuld"], 2, "", unknown);
    let date = "\
error: invalid value 'yesterday' for '--as-of <DATE>': write the day as year-month-day, such as 2026-08-22

For more information, try '--help'.
";
    check(&["build", "--as-of", "yesterday"], 2, "", date);
    let kind = "\
error: invalid value 'polcy' for '<KIND>'
  [possible values: page, policy, standard, procedure, strategy, course, module, role, template, faq, glossary]

  tip: a similar value exists: 'policy'

For more information, try '--help'.
";
    check(&["new", "polcy", "Use"], 2, "", kind);
    let both = "\
error: the argument '--strict' cannot be used with '--lenient'

Usage: ospress build --strict

For more information, try '--help'.
";
    check(&["build", "--strict", "--lenient"], 2, "", both);
}

#[test]
fn usage_errors_cannot_steer_the_terminal() {
    let (code, _, stderr) = Folder::new("").run(&["bu\u{1b}[2Jild\u{202e}"]);
    assert_eq!(code, 2);
    assert!(!stderr.contains(['\u{1b}', '\u{202e}']), "{stderr:?}");
    let (code, _, stderr) = Folder::new("").run(&["explain", "\u{1b}[2J"]);
    assert_eq!((code, stderr.contains('\u{1b}')), (2, false));
}

#[test]
fn a_missing_handbook_is_told_with_a_way_out() {
    let nowhere = "\
error: there is no `site.toml` in `HERE` or above it
help: go into a handbook, name one with `--root DIR`, or start one with `ospress init DIR`
";
    check(&["build"], 2, "", nowhere);
    check(&["check", "--format", "json"], 2, "", nowhere);
    let absent = "\
error: there is no folder `x`
help: `ospress init x` starts a handbook there
";
    check(&["build", "--root", "x"], 2, "", absent);
    let (code, stdout, stderr) = Folder::new("--- x/a.md\nhi\n").run(&["build", "--root", "x"]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.starts_with("error: there is no `site.toml` in `x`\nhelp: "), "{stderr}");
}

#[test]
fn explain_tells_about_one_code_or_lists_all() {
    let (code, stdout, stderr) = Folder::new("").run(&["explain", "directive-stray"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("# directive-stray\n\nA line of colons"), "{stdout}");
    assert!(
        stdout.ends_with("    [check]\n    directive-stray = \"off\"    # or \"note\", \"warn\", \"error\"\n"),
        "{stdout}"
    );

    let (code, stdout, stderr) = Folder::new("").run(&["explain"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.lines().count() > 50 && stdout.lines().all(|line| line.split_whitespace().count() > 3), "{stdout}");

    check(
        &["explain", "link-mising"],
        2,
        "",
        "error: there is no code `link-mising`\nhelp: did you mean `link-missing`?\n",
    );
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let script = format!("'{}' explain | head -n 1; exit ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_ospress"));
    let status = Command::new("bash").args(["-c", &script]).output().expect("bash is there").status;
    assert_eq!(status.code(), Some(0));
}

#[test]
fn schemas_are_json() {
    for subject in ["front-matter", "site", "metrics", "metrics-api"] {
        let (code, stdout, stderr) = Folder::new("").run(&["schema", subject]);
        assert_eq!((code, stderr.as_str()), (0, ""), "{subject}");
        let schema: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
        assert!(schema["$schema"].is_string(), "{subject}");
    }
}

#[test]
fn a_starter_builds_at_once() {
    let folder = Folder::new("");
    let (code, _, stderr) = folder.run(&["init", "x"]);
    assert_eq!(code, 0, "{stderr}");
    let (code, stdout, stderr) = folder.run(&["build", "--root", "x"]);
    assert_eq!((code, stdout.as_str()), (0, ""), "{stderr}");
    assert!(stderr.lines().last().is_some_and(|line| line.starts_with("built ")), "{stderr}");
    assert!(folder.has("x/dist"));
    let (code, _, stderr) = folder.run(&["check", "--root", "x", "--strict"]);
    assert_eq!(code, 0, "{stderr}");
}

#[test]
fn a_sound_handbook_builds_with_one_line() {
    let folder = Folder::new(SOUND);
    let (code, stdout, stderr) = folder.run(&["build"]);
    assert_eq!((code, stdout.as_str()), (0, ""), "{stderr}");
    assert!(summary(&stderr).starts_with("built 1 edition: 3 pages, "), "{stderr}");
    assert!(folder.has("dist/site/policies/use/index.html"));
    assert_eq!(folder.run(&["build", "--quiet"]), (0, String::new(), String::new()));
}

#[test]
fn options_decide_where_it_goes() {
    let folder = Folder::new(SOUND);
    let (code, _, stderr) = folder.run(&["build", "--out", "public", "--edition", "site", "--jobs", "1"]);
    assert_eq!((code, folder.has("public/site/index.html"), folder.has("dist")), (0, true, false), "{stderr}");
    let (code, _, stderr) = folder.run(&["build", "--edition", "sites"]);
    assert_eq!((code, stderr.as_str()), (2, "error: there is no edition `sites`; did you mean `site`?\n"));
    let (code, _, stderr) = folder.run_with(&["build"], &[("SOURCE_DATE_EPOCH", "soon")]);
    let wrong = "error: `SOURCE_DATE_EPOCH` is `soon`, but it must be seconds since 1970\n";
    assert_eq!((code, stderr.as_str()), (2, wrong));
}

#[test]
fn errors_exit_with_1_and_publish_nothing() {
    let folder = Folder::new(FAULTY);
    let (code, stdout, stderr) = folder.run(&["build"]);
    assert_eq!((code, stdout.as_str(), folder.has("dist/site")), (1, "", false), "{stderr}");
    assert!(stderr.starts_with("error[link-missing]: "), "{stderr}");
    assert!(stderr.contains(" --> content/_index.md:4:"), "{stderr}");
    assert!(stderr.contains("\n1 error in 1 file; ospress explain CODE tells more\n"), "{stderr}");
    assert_eq!(summary(&stderr), "published nothing: 1 edition, 3 pages; 1 error");
}

#[test]
fn check_publishes_nothing() {
    let folder = Folder::new(SOUND);
    let (code, stdout, stderr) = folder.run(&["check"]);
    assert_eq!((code, stdout.as_str(), summary(&stderr).as_str()), (0, "", "checked 1 edition: 3 pages"), "{stderr}");
    assert!(!folder.has("dist"));
    assert_eq!(Folder::new(FAULTY).run(&["check", "--quiet"]).0, 1);
}

#[test]
fn findings_for_tools_go_to_stdout() {
    let folder = Folder::new(FAULTY);
    let (code, stdout, stderr) = folder.run(&["check", "--format", "json", "--quiet"]);
    assert_eq!((code, stderr.as_str()), (1, ""));
    let findings: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!(findings[0]["code"], "link-missing");
    assert_eq!((&findings[0]["path"], &findings[0]["line"]), (&"content/_index.md".into(), &4.into()));
    let (_, stdout, _) = folder.run(&["check", "--format", "sarif", "--quiet"]);
    let log: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "link-missing");
    let (_, stdout, _) = folder.run(&["check", "--format", "github", "--quiet"]);
    assert!(stdout.starts_with("::error file=content/_index.md,line=4,"), "{stdout}");
    let (_, stdout, _) = Folder::new(SOUND).run(&["check", "--format", "json", "--quiet"]);
    assert_eq!(stdout, "[]\n");
}

#[test]
fn lenient_publishes_but_never_in_spite_of_an_audience_error() {
    let folder = Folder::new(FAULTY);
    let (code, _, stderr) = folder.run(&["build", "--lenient"]);
    assert_eq!((code, folder.has("dist/site/index.html")), (0, true), "{stderr}");
    assert!(stderr.starts_with("error[link-missing]: "), "{stderr}");

    let files = format!("{SOUND}--- content/a.md\n---\naudience: intern\n---\nHidden.\n");
    let folder = Folder::new(&files);
    fs::write(folder.0.join("site.toml"), "title = \"x\"\n[check]\naudience-unknown = \"off\"\n").expect("a file");
    let (code, _, stderr) = folder.run(&["build", "--lenient"]);
    assert_eq!((code, folder.has("dist/site")), (1, false), "{stderr}");
    assert!(stderr.contains("error[audience-unknown]: "), "{stderr}");
}

#[test]
fn a_link_into_an_internal_page_is_about_audiences() {
    let files = "\
--- site.toml
title = \"x\"
base_url = \"https://x.example/\"
[editions.public]
audience = \"public\"
[editions.internal]
audience = \"internal\"
--- content/_index.md
---
audience: public
---
See [our plans](plans.md) and [nothing](nothing.md).
--- content/plans.md
Secret plans.
";
    let folder = Folder::new(files);
    for arguments in [["check", "--lenient"].as_slice(), &["check", "--lenient", "--edition", "public"]] {
        let (code, _, stderr) = folder.run(arguments);
        assert_eq!(code, 1, "{stderr}");
        assert_eq!(stderr.matches("error[audience-link]: ").count(), 1, "{stderr}");
        assert_eq!(stderr.matches("error[link-missing]: ").count(), 1, "{stderr}");
    }
}

/// A public page and an internal one, in two editions.
const TWO_EDITIONS: &str = "\
--- site.toml
title = \"x\"
base_url = \"https://x.example/\"
[menu]
Plans = \"plans.md\"
[editions.public]
audience = \"public\"
[editions.internal]
audience = \"internal\"
[check]
link-missing = \"off\"
image-missing = \"off\"
door-invalid = \"off\"
--- content/plans.md
Secret plans: [the form](form.pdf).
--- content/form.pdf
%PDF
";

#[test]
fn no_shape_of_a_link_hides_that_it_leads_to_an_internal_page() {
    for link in
        ["[x](plans.md#nope)", "[x](./plans.md#nope)", "![x](plans.md)", "<a href='plans'>x</a>", "[x](/plans/)"]
    {
        let folder = Folder::new(&format!("{TWO_EDITIONS}--- content/_index.md\n---\naudience: public\n---\n{link}\n"));
        let (code, _, stderr) = folder.run(&["check", "--edition", "public"]);
        assert_eq!((code, stderr.matches("error[").count()), (1, 1), "{link}: {stderr}");
        assert!(stderr.contains("error[audience-link]: ") && !stderr.contains("nothing is at"), "{link}: {stderr}");
    }
    let door = "---\naudience: public\ndoors:\n  - {title: A, link: plans.md}\n---\nWelcome.\n";
    let (code, _, stderr) = Folder::new(&format!("{TWO_EDITIONS}--- content/_index.md\n{door}")).run(&["build"]);
    assert_eq!((code, stderr.matches("error[audience-link]: this door").count()), (1, 1), "{stderr}");
}

#[test]
fn a_menu_entry_and_a_file_of_one_edition_are_no_findings_of_the_other() {
    let files = format!("{TWO_EDITIONS}--- content/_index.md\n---\naudience: public\n---\nWelcome.\n");
    let folder = Folder::new(&files);
    for arguments in [["build"].as_slice(), &["build", "--edition", "public"], &["build", "--edition", "internal"]] {
        let (code, _, stderr) = folder.run(arguments);
        assert_eq!((code, stderr.lines().count()), (0, 1), "{arguments:?}: {stderr}");
    }
    let menu = |edition: &str| folder.text(&format!("dist/{edition}/index.html")).contains(">Plans</a>");
    assert_eq!((menu("public"), menu("internal")), (false, true));
    let (code, _, stderr) = Folder::new(&files.replace("Plans = \"plans", "Plans = \"palns")).run(&["check"]);
    assert_eq!((code, stderr.matches("error[menu-invalid]: ").count()), (1, 1), "{stderr}");
}

#[test]
fn a_link_to_a_file_that_cannot_be_read_is_no_second_finding() {
    let files = SOUND.replace("---\ntitle: Use\n---\n", "---\ntitle: Use\n");
    let (code, _, stderr) = Folder::new(&files).run(&["check"]);
    assert_eq!((code, stderr.matches("error[").count()), (1, 1), "{stderr}");
    let folder = Folder::new(SOUND);
    fs::write(folder.0.join("content/policies/use.md"), b"\xff\xfe").expect("a file");
    let (code, _, stderr) = folder.run(&["check"]);
    assert_eq!((code, stderr.matches("error[").count()), (1, 1), "{stderr}");
    assert!(stderr.contains("error[file-not-utf8]"), "{stderr}");
}

#[test]
fn one_broken_line_of_front_matter_hides_no_other_mistake() {
    let files = SOUND
        .replace("---\ntitle: Use\n---\n", "---\ntitle: Use: all of it\ndate: 1.3.2026\naudiance: internal\n---\n");
    let (code, _, stderr) = Folder::new(&files).run(&["check"]);
    assert_eq!(code, 1, "{stderr}");
    for (error, place) in [("front-matter-syntax", 2), ("date-invalid", 3), ("front-matter-unsafe-key", 4)] {
        assert!(stderr.contains(&format!("error[{error}]")), "{stderr}");
        assert!(stderr.contains(&format!("content/policies/use.md:{place}:")), "{stderr}");
    }
}

#[test]
fn editions_are_published_together_or_not_at_all() {
    let files = format!(
        "{TWO_EDITIONS}--- content/_index.md\n---\naudience: public\n---\nWelcome.\n\
         --- themes/handbook/templates/page.html\n{{{{ page.nothing.such }}}}\n"
    );
    let folder = Folder::new(&files);
    let (code, _, stderr) = folder.run(&["build"]);
    assert_eq!((code, stderr.matches("error[template-error]").count()), (1, 1), "{stderr}");
    assert!(!folder.has("dist/public") && !folder.has("dist/internal"), "{stderr}");
    assert_eq!(folder.run(&["build", "--edition", "public"]).0, 0, "the public edition has no such page");
}

#[test]
fn a_site_of_an_edition_that_is_gone_is_named() {
    let files = format!("{TWO_EDITIONS}--- content/_index.md\n---\naudience: public\n---\nWelcome.\n");
    let folder = Folder::new(&files);
    assert_eq!(folder.run(&["build"]).0, 0);
    fs::create_dir_all(folder.0.join("dist/other")).expect("a folder");
    let site = folder.text("site.toml").replace("[editions.internal]\naudience = \"internal\"\n", "");
    fs::write(folder.0.join("site.toml"), site.replace("Plans = ", "# ")).expect("a file");
    let (code, _, stderr) = folder.run(&["build"]);
    assert_eq!((code, stderr.matches("note[").count()), (0, 2), "{stderr}");
    assert!(stderr.contains("note[page-unseen]: no edition is for the readers of `content/plans.md`"), "{stderr}");
    assert!(stderr.contains("`dist/internal/` is from an edition that site.toml no longer has"), "{stderr}");
    let alone = folder.run(&["build", "--edition", "public"]).2;
    assert!(!alone.contains("edition-left") && !alone.contains("plans"), "{alone}");
    let pages = "[[data_pages]]\nfile = \"p.csv\"\npath = \"projects/{name}\"\ntitle = \"name\"\n";
    fs::write(folder.0.join("site.toml"), site.replace("Plans = ", "# ") + pages).expect("a file");
    fs::write(folder.0.join("content/p.csv"), "name\nAlder\n").expect("a file");
    let stderr = folder.run(&["build"]).2;
    assert!(stderr.contains("no edition is for the readers of the rows of `p.csv`"), "{stderr}");
    assert!(stderr.contains("front matter of `projects/_index.md`"), "{stderr}");
}

#[test]
fn nothing_of_the_handbook_is_published_over() {
    let folder = Folder::new(&format!("{SOUND}--- themes/own/theme.toml\n"));
    fs::create_dir_all(folder.0.join(".git")).expect("a folder");
    for out in ["themes", "themes/x/y", ".git", ".git/x", ".ospress", ".ospress/x", "content/../themes"] {
        let (code, _, stderr) = folder.run(&["build", "--out", out]);
        assert!(code == 2 && stderr.contains("it is part of the handbook's folder"), "{out}: {stderr}");
    }
    for out in ["content", "./dist/../content", "nix/da/../../content/x"] {
        let (code, _, stderr) = folder.run(&["build", "--out", out]);
        assert!(code == 2 && stderr.contains("it is part of the content"), "{out}: {stderr}");
    }
    let beside = format!("../{}-beside", folder.0.file_name().unwrap_or_default().to_string_lossy());
    assert_eq!(folder.run(&["build", "--out", &beside]).0, 0, "a sibling that is not there yet is fine");
    fs::remove_dir_all(folder.0.join(beside)).expect("to clean up");
    assert!(!folder.has("dist") && !folder.has("nix"));
}

#[test]
fn mistakes_of_the_command_line_say_what_to_write() {
    let folder = Folder::new(SOUND);
    let says = |arguments: &[&str], words: &str| {
        let (code, _, stderr) = folder.run(arguments);
        assert!(code == 2 && stderr.contains(words), "{arguments:?}: {stderr}");
    };
    says(&["check", "--jobs", "abc"], "write a number from 1 to 512");
    says(&["check", "--jobs", "0"], "write a number from 1 to 512");
    says(&["check", "--root", "content/_index.md"], "`content/_index.md` is a file\nhelp: name the folder");
    folder.run(&["new", "policy", "Gifts"]);
    says(&["new", "policy", "Gifts"], "gifts.md` is there already; choose another title");
    let (code, stdout, _) = folder.run(&["help"]);
    assert!(code == 0 && stdout.contains("Usage: ospress"), "{stdout}");
    assert!(folder.run(&["help", "build"]).1.contains("Make the site of every edition"));
}

#[test]
fn a_broken_site_toml_is_one_finding_and_is_never_published() {
    let only = |site: &str, code: &str, words: &str| {
        let files = SOUND.replace("base_url = \"https://handbook.example/\"", site);
        for arguments in [["build"].as_slice(), &["build", "--lenient"]] {
            let folder = Folder::new(&files);
            let (exit, _, stderr) = folder.run(arguments);
            let findings = stderr.matches("error[").count() + stderr.matches("note[").count();
            assert_eq!((exit, findings, folder.has("dist")), (1, 1, false), "{site}: {stderr}");
            assert!(stderr.contains(&format!("error[{code}]")) && stderr.contains(words), "{site}: {stderr}");
        }
    };
    only("base_url = \"handbook.example\"", "config-value", "write `base_url = \"https://handbook.example/\"`\n");
    only("base_url = handbook", "config-syntax", "");
    only("baseurl = \"https://handbook.example/\"", "config-unknown-key", "help: did you mean `base_url`?\n");
    let outside = "base_url = \"https://h.example/\"\ncontent = \"../x\"";
    only(outside, "config-value", "the content folder must lie inside the handbook; move it, or use `--root`");
    only("base_url = \"https://h.example/\"\ncontent = \"book\"", "config-value", "there is no content folder `book`");
}

#[test]
fn without_content_the_other_findings_are_still_told() {
    let files = "--- site.toml\ntitle = \"x\"\nlanguage = \"german!\"\n[check]\nconfig-value = \"off\"\n";
    let (code, _, stderr) = Folder::new(files).run(&["check"]);
    assert!(code == 1 && stderr.contains("error[config-value]: there is no content folder `content`"), "{stderr}");
    let (code, _, stderr) = Folder::new(&files.replace("\"off\"", "\"error\"")).run(&["check"]);
    assert_eq!((code, stderr.matches("error[config-value]").count()), (1, 2), "{stderr}");
}

#[test]
fn lenient_says_what_it_cannot_do() {
    let files = format!("{TWO_EDITIONS}--- content/_index.md\n---\naudience: public\n---\n[x](plans.md)\n");
    let (code, _, stderr) = Folder::new(&files).run(&["build", "--lenient"]);
    assert!(code == 1 && stderr.ends_with("\n1 audience error cannot be published, even with --lenient\n"), "{stderr}");
}

#[test]
fn annotations_start_from_the_top_of_the_repository() {
    let folder = Folder::new(&FAULTY.replace("--- ", "--- docs/handbook/").replace("--- docs/handbook/\n", "---\n"));
    fs::create_dir_all(folder.0.join(".git")).expect("a folder");
    let (_, stdout, _) = folder.run(&["check", "--root", "docs/handbook", "--format", "github"]);
    assert!(stdout.starts_with("::error file=docs/handbook/content/_index.md,"), "{stdout}");
}

#[test]
fn colours_are_for_terminals_or_on_request() {
    let folder = Folder::new(FAULTY);
    assert!(!folder.run(&["check"]).2.contains('\u{1b}'));
    assert!(folder.run(&["check", "--color", "always"]).2.contains('\u{1b}'));
}

#[test]
fn the_helper_takes_files_apart() {
    assert_eq!(sections("--- a\n1\n--- b/c\n---\nx\n"), [("a", "1\n".to_owned()), ("b/c", "---\nx\n".to_owned())]);
    assert!(Path::new(env!("CARGO_BIN_EXE_ospress")).is_file());
}

#[test]
fn outlines_are_for_those_who_may_see_what_is_in_them() {
    let folder = Folder::new(
        "--- site.toml\ntitle = \"X\"\n[editions.open]\naudience = \"public\"\n[editions.staff]\naudience = \"internal\"\n\
         --- content/_index.md\n---\ntitle: X\naudience: public\n---\nA :internal[secret] word.\n\n:::internal\nMore.\n:::\n\
         --- content/staff.md\n---\ntitle: Staff\n---\nThe :internal[whole] page.\n",
    );
    let pages = |arguments: &[&str]| {
        assert_eq!(folder.run(arguments).0, 0);
        ["open/index.html", "staff/index.html", "staff/staff/index.html"]
            .map(|path| folder.text(&format!("dist/{path}")))
    };
    let sheets = || {
        let list = |edition| fs::read_dir(folder.0.join("dist").join(edition).join("assets")).expect("assets");
        let names = ["open", "staff"].map(|edition| list(edition).map(|file| file.expect("a file").file_name()));
        names.into_iter().flatten().filter(|name| name.to_string_lossy().starts_with("outline.")).count()
    };
    let plain = pages(&["build"]);
    assert!(plain.iter().all(|page| !page.contains("\"aud\"") && !page.contains("outline")), "{plain:?}");
    assert_eq!(sheets(), 0);
    let outlined = pages(&["build", "--outline"]);
    assert_eq!(sheets(), 1);
    assert_eq!(outlined[0], plain[0], "the widest audience lacks nothing that it could see an outline of");
    let words = "<span class=\"aud\" data-audience=\"internal\"><span class=\"who\">internal: </span>";
    assert!(outlined[1].contains(&format!("A {words}secret</span> word.")), "{}", outlined[1]);
    assert!(outlined[1].contains("<p class=\"who\">internal</p>\n<p>More.</p>\n</div>"), "{}", outlined[1]);
    assert!(outlined[2].contains("internal: </span>the whole page</p>"), "{}", outlined[2]);
    assert!(outlined[2].contains("<p>The whole page.</p>"), "no outline within an outline");
}
