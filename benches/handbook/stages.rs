//! Each stage of one cold build, timed in this process.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use ospress::manuscript::Wish;
use ospress::memo::Memo;
use ospress::path::{SourcePath, UrlPath, VersionName};
use ospress::redline::history;
use ospress::render::{Item, Press};
use ospress::source::Snapshot;
use ospress::{check, config, manuscript, render, site, source, theme};
use rayon::prelude::*;

/// Runs the arrows one by one and prints the time of each.
pub(crate) fn measure(root: &Path) {
    let mut clock = Clock(Instant::now());
    let path = SourcePath::new("site.toml").expect("a path");
    let text = std::fs::read_to_string(root.join("site.toml")).expect("site.toml");
    let (config, _) = config::parse(&path, &text);
    let (theme, _) = theme::load(&config.theme, None);
    clock.lap("settings, theme");
    let (snapshot, _) = source::take(root, &config.content, &["dist", "site.toml"]).expect("the content");
    clock.lap("take");
    let (manuscript, _) = manuscript::read(&[snapshot], &config, &Memo::default());
    clock.lap("read");
    let wish = Wish { as_of: jiff::civil::date(2026, 11, 22), drafts: false, outline: false };
    let (edition, _) = manuscript::project(&manuscript, &config, &config.editions[0], wish);
    clock.lap("project");
    let (site, _) = site::assemble(edition, &Memo::default());
    clock.lap("assemble");
    let _ = check::run(&site);
    let (press, _) = render::press(Arc::new(site), Arc::default(), Arc::new(theme));
    clock.lap("check, plan");
    let jobs: Vec<_> = press
        .plan
        .items
        .par_iter()
        .filter_map(|(url, item)| Some((url, render::prepare(&press, url, item)?)))
        .collect();
    clock.lap("prepare");
    let bytes: usize =
        jobs.par_iter().map(|(url, job)| render::produce(&press, url, job).map_or(0, |bytes| bytes.len())).sum();
    clock.lap("produce");
    assert!(bytes > 0);
}

/// Runs the arrows of a handbook of two versions, and prints the time of what has to do with redlines beside the rest.
pub(crate) fn redlines(root: &Path) {
    let start = Instant::now();
    let path = SourcePath::new("site.toml").expect("a path");
    let text = std::fs::read_to_string(root.join("site.toml")).expect("site.toml");
    let (config, _) = config::parse(&path, &text);
    let (theme, _) = theme::load(&config.theme, None);
    let take = |folder: &str, skip: &[&str]| source::take(root, folder, skip).expect("the content").0;
    let old = &config.versions.released[0].name;
    let old = Snapshot {
        name: Some(old.clone()),
        date: Some(jiff::civil::date(2026, 1, 1)),
        ..take(&format!("content/_versions/{}", old.as_str()), &[])
    };
    let current: Option<VersionName> = config.versions.current.clone();
    let current = Snapshot { name: current, ..take(&config.content, &["dist", "site.toml", "content/_versions"]) };
    let (manuscript, _) = manuscript::read(&[current, old], &config, &Memo::default());
    let wish = Wish { as_of: jiff::civil::date(2026, 11, 22), drafts: false, outline: false };
    let (edition, _) = manuscript::project(&manuscript, &config, &config.editions[0], wish);
    let (site, _) = site::assemble(edition, &Memo::default());
    let site = Arc::new(site);
    let (mut rest, start) = (start.elapsed(), Instant::now());
    let history = Arc::new(history::trace(&site, &Memo::default()));
    let (mut redlines, start) = (start.elapsed(), Instant::now());
    let (press, _) = render::press(site, history, Arc::new(theme));
    let (changes, pages): (Vec<_>, Vec<_>) =
        press.plan.items.iter().partition(|(_, item)| matches!(item, Item::History(..)));
    assert!(make(&press, &pages) > 0);
    rest += start.elapsed();
    let start = Instant::now();
    assert!(make(&press, &changes) > 0);
    redlines += start.elapsed();
    println!("    all other work {:>8.3} s   {} files", rest.as_secs_f64(), pages.len());
    let share = redlines.as_secs_f64() / rest.as_secs_f64();
    println!("    redlines       {:>8.3} s   {} files {share:>8.2} times", redlines.as_secs_f64(), changes.len());
}

/// Makes some files and drops them; gives their bytes.
fn make(press: &Press, items: &[(&UrlPath, &Item)]) -> usize {
    let make = |&(url, item): &(&UrlPath, &Item)| {
        let job = render::prepare(press, url, item)?;
        Some(render::produce(press, url, &job).map_or(0, |bytes| bytes.len()))
    };
    items.par_iter().filter_map(make).sum()
}

struct Clock(Instant);

impl Clock {
    fn lap(&mut self, stage: &str) {
        println!("    {stage:<15}{:>8.3} s", self.0.elapsed().as_secs_f64());
        self.0 = Instant::now();
    }
}
