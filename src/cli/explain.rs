//! `ospress explain`: what a finding means, or the list of all codes.

use std::fmt::Write;

use crate::diagnostic::{Code, Severity, nearest};
use crate::error::Error;

/// Explains the code; lists all codes where none is given.
pub(super) fn run(code: Option<&str>) -> Result<String, Error> {
    match code {
        None => Ok(list()),
        Some(code) => find(code).map(explanation),
    }
}

/// Finds a code by its name, as a person types it or copies it out of a finding.
fn find(typed: &str) -> Result<Code, Error> {
    let word = typed.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace(['_', ' '], "-");
    let hint = || match nearest(&word, Code::ALL.iter().map(|code| code.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`ospress explain` lists all codes".to_owned(),
    };
    word.parse().map_err(|()| Error::Refused(format!("there is no code `{typed}`\nhelp: {}", hint())))
}

fn explanation(code: Code) -> String {
    let severity = word(code.severity());
    let ending = if code.is_about_audience() {
        "It is always an error: no setting lowers it, because such a slip could publish internal text.".to_owned()
    } else {
        format!(
            "Severity: {severity}. To change it, write in site.toml:\n\n    [check]\n    {code} = \"off\"    # or \"note\", \"warn\", \"error\""
        )
    };
    format!("{}\n\n{ending}\n", code.explanation().trim_end())
}

fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or_default();
    let mut list = String::new();
    for code in Code::ALL {
        let _ = writeln!(list, "{:width$}  {:7}  {}", code.as_str(), word(code.severity()), code.summary());
    }
    list
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_as_people_type_them() {
        for typed in ["link-missing", "Link_Missing", "[link-missing]", "link missing"] {
            assert_eq!(find(typed).ok(), Some(Code::LinkMissing), "{typed}");
        }
        let refusal = |typed: &str| find(typed).err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(refusal("link-mising"), "there is no code `link-mising`\nhelp: did you mean `link-missing`?");
        assert!(refusal("?").ends_with("`ospress explain` lists all codes"));
    }

    #[test]
    fn audience_codes_offer_no_switch() {
        for code in Code::ALL {
            assert_eq!(explanation(*code).contains("[check]\n"), !code.is_about_audience(), "{code}");
        }
    }
}
