//! One edition from its projection to its published files.
//!
//! A [`Proof`] is an edition that is set: linked, looked over, planned. [`print`] makes its files, into the output or
//! only to see that each can be made.

use rayon::prelude::*;

use super::{Progress, Purpose, Request, Rigour, Stage};
use crate::audience::Audience;
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::edition::Edition;
use crate::error::Error;
use crate::memo::Memo;
use crate::output::{self, File, Published};
use crate::path::UrlPath;
use crate::render::{self, Item, Job, Plan};
use crate::site::{self, Site};
use crate::theme::Theme;

/// An edition that is ready to print.
pub(super) struct Proof {
    pub(super) audience: Audience,
    pub(super) site: Site,
    pub(super) plan: Plan,
    pub(super) findings: Vec<Diagnostic>,
}

impl Proof {
    /// Sets an edition; each finding is marked with its name.
    pub(super) fn set(
        edition: Edition,
        audience: Audience,
        mut findings: Vec<Diagnostic>,
        theme: &Theme,
        memo: &Memo,
    ) -> Self {
        let (site, found) = site::assemble(edition, memo);
        findings.extend(found);
        findings.extend(check::run(&site));
        let (plan, found) = render::plan(&site, theme);
        findings.extend(found);
        mark(&mut findings, &site);
        Self { audience, site, plan, findings }
    }

    /// Tells how many pages the edition has.
    pub(super) fn pages(&self) -> usize {
        self.plan.items.values().filter(|item| matches!(item, Item::Page(..))).count()
    }
}

fn mark(findings: &mut [Diagnostic], site: &Site) {
    for finding in findings {
        finding.editions = vec![site.edition.name.clone()];
    }
}

/// Makes the files of an edition; publishes them where that is the purpose and no template fails.
///
/// A template that fails stops publication, or with [`Rigour::Lenient`] leaves its page out.
pub(super) fn print(
    proof: &Proof,
    theme: &Theme,
    memo: &Memo,
    request: &Request,
    purpose: Purpose,
    progress: &Progress,
) -> Result<(Option<Published>, Vec<Diagnostic>), Error> {
    progress.enter(Stage::Printing, proof.plan.items.len());
    let press = Press { theme, memo, request, progress, name: &proof.site.edition.name };
    let jobs: Vec<(&UrlPath, Job)> =
        proof.plan.items.par_iter().map(|(url, item)| (url, render::prepare(&proof.site, theme, url, item))).collect();
    let (published, failures) = match purpose {
        Purpose::Check => (None, press.failures(&jobs)),
        Purpose::Build => press.publish(jobs)?,
    };
    let mut findings: Vec<Diagnostic> = failures.into_iter().map(|(_, finding)| finding).collect();
    mark(&mut findings, &proof.site);
    Ok((published, findings))
}

/// What making the files of one edition needs.
struct Press<'a> {
    theme: &'a Theme,
    memo: &'a Memo,
    request: &'a Request,
    progress: &'a Progress,
    name: &'a str,
}

/// The pages whose template failed.
type Failures<'a> = Vec<(&'a UrlPath, Diagnostic)>;

impl<'a> Press<'a> {
    fn publish(&self, mut jobs: Vec<(&'a UrlPath, Job)>) -> Result<(Option<Published>, Failures<'a>), Error> {
        let error = match self.put_out(&jobs) {
            Ok(published) => return Ok((Some(published), Vec::new())),
            Err(error) => error,
        };
        // Publishing ends at the first file that cannot be made; the author wants to hear of all of them.
        let failures = self.failures(&jobs);
        if failures.is_empty() {
            return Err(error);
        }
        if self.request.rigour != Rigour::Lenient {
            return Ok((None, failures));
        }
        jobs.retain(|(url, _)| failures.binary_search_by_key(url, |(failed, _)| *failed).is_err());
        Ok((Some(self.put_out(&jobs)?), failures))
    }

    fn put_out(&self, jobs: &[(&'a UrlPath, Job)]) -> Result<Published, Error> {
        let files: Vec<File<'_>> =
            jobs.iter().map(|(url, job)| File { url, key: job.key, make: Box::new(move || self.make(job)) }).collect();
        output::publish(&self.request.out, self.name, &files, self.memo)
    }

    fn make(&self, job: &Job) -> Result<Vec<u8>, Error> {
        self.progress.step();
        render::produce(self.theme, job).map_err(|finding| Error::Refused(finding.message))
    }

    /// Makes every file, drops it, and gives what failed, by address.
    fn failures(&self, jobs: &[(&'a UrlPath, Job)]) -> Failures<'a> {
        self.progress.enter(Stage::Printing, jobs.len());
        let attempt = |(url, job): &(&'a UrlPath, Job)| {
            self.progress.step();
            render::produce(self.theme, job).err().map(|finding| (*url, *finding))
        };
        jobs.par_iter().filter_map(attempt).collect()
    }
}
