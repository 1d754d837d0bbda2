//! Each stage of one cold build, timed in this process.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use ospress::manuscript::Wish;
use ospress::memo::Memo;
use ospress::path::SourcePath;
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
    let jobs: Vec<_> =
        press.plan.items.par_iter().map(|(url, item)| (url, render::prepare(&press, url, item))).collect();
    clock.lap("prepare");
    let bytes: usize =
        jobs.par_iter().map(|(url, job)| render::produce(&press, url, job).map_or(0, |bytes| bytes.len())).sum();
    clock.lap("produce");
    assert!(bytes > 0);
}

struct Clock(Instant);

impl Clock {
    fn lap(&mut self, stage: &str) {
        println!("    {stage:<15}{:>8.3} s", self.0.elapsed().as_secs_f64());
        self.0 = Instant::now();
    }
}
