//! One edition from its projection to its published files.
//!
//! A [`Proof`] is an edition that is linked and looked over. A [`Printer`] makes its files, into the output or only to
//! see that each can be made.

use std::path::Path;

use rayon::prelude::*;

use super::{Progress, Purpose, Request, Rigour, Stage};
use crate::audience::Audience;
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::edition::Edition;
use crate::error::Error;
use crate::memo::Memo;
use crate::output::{self, Failure, File, Published, Target};
use crate::path::UrlPath;
use crate::render::{self, Item, Job};
use crate::site::{self, Site};

/// An edition that is set: linked and looked over.
pub(super) struct Proof {
    pub(super) audience: Audience,
    pub(super) site: Site,
    pub(super) findings: Vec<Diagnostic>,
}

impl Proof {
    /// Sets an edition; each finding is marked with its name.
    pub(super) fn set(edition: Edition, audience: Audience, mut findings: Vec<Diagnostic>, memo: &Memo) -> Self {
        let (site, found) = site::assemble(edition, memo);
        findings.extend(found);
        findings.extend(check::run(&site));
        mark(&mut findings, &site.edition.name);
        Self { audience, site, findings }
    }
}

/// Says of which edition the findings are.
pub(super) fn mark(findings: &mut [Diagnostic], edition: &str) {
    for finding in findings {
        finding.editions = vec![edition.to_owned()];
    }
}

/// An edition on its way to the output.
pub(super) struct Printer<'a> {
    pub(super) name: &'a str,
    pub(super) content: &'a Path,
    pub(super) press: &'a render::Press<'a>,
    pub(super) memo: &'a Memo,
    pub(super) request: &'a Request,
    pub(super) progress: &'a Progress,
}

/// A file to make.
type Order<'a> = (&'a UrlPath, Job<'a>);

/// The pages whose template failed.
type Failures<'a> = Vec<(&'a UrlPath, Diagnostic)>;

impl<'a> Printer<'a> {
    /// Tells how many pages the edition has.
    pub(super) fn pages(&self) -> usize {
        self.press.plan.items.values().filter(|item| matches!(item, Item::Page(..))).count()
    }

    /// Makes the files of the edition; publishes them where that is the purpose and no template fails.
    ///
    /// A template that fails stops publication, or with [`Rigour::Lenient`] leaves its page out.
    pub(super) fn print(&self, purpose: Purpose) -> Result<(Option<Published>, Vec<Diagnostic>), Error> {
        let press = self.press;
        self.progress.enter(Stage::Printing, press.plan.items.len());
        let orders = press.plan.items.par_iter().map(|(url, item)| (url, render::prepare(press, url, item)));
        let orders: Vec<Order<'a>> = orders.collect();
        let (published, failures) = match purpose {
            Purpose::Check => (None, self.failures(&orders)),
            Purpose::Build => self.publish(orders)?,
        };
        let mut findings: Vec<Diagnostic> = failures.into_iter().map(|(_, finding)| finding).collect();
        mark(&mut findings, self.name);
        Ok((published, findings))
    }

    fn publish(&self, mut orders: Vec<Order<'a>>) -> Result<(Option<Published>, Failures<'a>), Error> {
        let failures = match self.put_out(&orders) {
            Ok(published) => return Ok((Some(published), Vec::new())),
            Err(Failure::Machine(error)) => return Err(error),
            Err(Failure::Files(failures)) if self.request.rigour != Rigour::Lenient => return Ok((None, failures)),
            Err(Failure::Files(failures)) => failures,
        };
        orders.retain(|(url, _)| failures.iter().all(|(failed, _)| failed != url));
        match self.put_out(&orders) {
            Ok(published) => Ok((Some(published), failures)),
            Err(Failure::Machine(error)) => Err(error),
            Err(Failure::Files(more)) => Ok((None, more)),
        }
    }

    fn put_out(&self, orders: &[Order<'a>]) -> Result<Published, Failure<(&'a UrlPath, Diagnostic)>> {
        let Request { out, root, .. } = self.request;
        let files: Vec<File<'_>> = orders.iter().map(|(url, job)| File { url, key: job.key }).collect();
        let target = Target { out, edition: self.name, root, content: self.content };
        let make = |at: usize| {
            self.progress.step();
            let (url, job) = &orders[at];
            render::produce(self.press, url, job).map_err(|finding| (*url, *finding))
        };
        output::publish(&target, &files, &make, self.memo, &|| self.progress.enter(Stage::Waiting, 0))
    }

    /// Makes every file, drops it, and gives what failed, by address.
    fn failures(&self, orders: &[Order<'a>]) -> Failures<'a> {
        self.progress.enter(Stage::Printing, orders.len());
        let attempt = |(url, job): &Order<'a>| {
            self.progress.step();
            render::produce(self.press, url, job).err().map(|finding| (*url, *finding))
        };
        orders.par_iter().filter_map(attempt).collect()
    }
}
