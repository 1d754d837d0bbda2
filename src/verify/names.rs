//! Names that a text gives: mail addresses, channels, hosts, short links, ids such as `POL-007`.

/// Finds the names in a text, each with its place.
pub(super) fn find(text: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    let may_be = |byte: u8| matches!(byte, b'@' | b'#' | b'.' | b'/' | b'0'..=b'9');
    for token in text.split(ends) {
        if !token.bytes().any(may_be) {
            at += token.len() + text[at + token.len()..].chars().next().map_or(0, char::len_utf8);
            continue;
        }
        let start = token.trim_start_matches(['*', '_', '.', ',', ';', ':', '!']);
        let name = start.trim_end_matches(['*', '_', '.', ',', ';', ':', '!', '?', '/', '\u{2019}']);
        if name.len() > 3 && is_name(name) {
            // The scheme of an address says nothing, and its host may be given away alone.
            let plain = name.split_once("://").map_or(name, |(_, rest)| rest);
            let place = at + token.len() - start.len() + name.len() - plain.len();
            found.push((plain, place));
            found.extend(plain.split_once('/').filter(|(host, _)| is_host(host)).map(|(host, _)| (host, place)));
        }
        at += token.len() + text[at + token.len()..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

/// Finds words with a capital letter that stand together within a sentence: people, companies, places.
pub(super) fn proper(text: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut run: Vec<(usize, usize)> = Vec::new();
    let (mut is_first, mut began_first) = (true, true);
    let mut at = 0;
    for token in text.split_inclusive(|sign: char| {
        sign.is_ascii_whitespace() || matches!(sign, '[' | ']' | '(' | ')' | '<' | '>' | '/' | '=')
    }) {
        // Most words are plain, and end what was.
        if let [first, .., b' ' | b'\n'] = token.as_bytes()
            && first.is_ascii_lowercase()
        {
            end(text, &mut run, began_first, &mut found);
            is_first = token[..token.len() - 1].ends_with(['.', '!', '?', ':', '|']);
            at += token.len();
            continue;
        }
        let word = token.trim_start_matches(|sign: char| !sign.is_alphanumeric());
        let start = at + token.len() - word.len();
        let word = word.trim_end_matches(|sign: char| !sign.is_alphanumeric());
        let (before, after) = (&text[at..start], text[start + word.len()..at + token.len()].trim());
        at += token.len();
        if word.is_empty() {
            is_first |= before.trim_start().starts_with(['-', '*', '+', '#', '>', '|']) || token.starts_with('\n');
            end(text, &mut run, began_first, &mut found);
            continue;
        }
        is_first |= before.contains(['|', '(', '"', '\u{201c}', '#']);
        let is_proper =
            word.chars().next().is_some_and(char::is_uppercase) && word.chars().nth(1).is_some_and(char::is_alphabetic);
        if !is_proper || is_first || run.len() == 4 {
            end(text, &mut run, began_first, &mut found);
        }
        if is_proper {
            began_first = if run.is_empty() { is_first } else { began_first };
            run.push((start, start + word.len()));
        }
        if after.contains(|sign: char| !matches!(sign, '*' | '_' | '`')) {
            end(text, &mut run, began_first, &mut found);
        }
        is_first = after.contains(['.', '!', '?', ':', '|']);
    }
    end(text, &mut run, began_first, &mut found);
    found
}

/// Ends a run of such words. The first word of a sentence has a capital letter in any case.
fn end<'t>(text: &'t str, run: &mut Vec<(usize, usize)>, is_first: bool, found: &mut Vec<(&'t str, usize)>) {
    let mut add = |run: &[(usize, usize)], least: usize| {
        if let (Some((from, _)), Some((_, to))) = (run.first(), run.last())
            && run.len() >= least
            && to - from > 3
        {
            found.push((&text[*from..*to], *from));
        }
    };
    add(run, if is_first { 2 } else { 1 });
    if is_first && !run.is_empty() {
        add(&run[1..], 1);
    }
    run.clear();
}

fn ends(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '(' | ')' | '[' | ']' | '<' | '>' | '"' | '`' | '{' | '}' | '|')
}

fn is_name(token: &str) -> bool {
    is_mail(token) || is_channel(token) || is_host(token) || is_id(token) || is_short_link(token)
}

fn is_mail(token: &str) -> bool {
    token
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && host.contains('.') || user.is_empty() && host.len() > 2)
}

fn is_channel(token: &str) -> bool {
    token.strip_prefix('#').is_some_and(|name| name.starts_with(|first: char| first.is_alphabetic()))
}

/// Tells whether a token is an address with a host, or a host.
fn is_host(token: &str) -> bool {
    let host = token.split_once("://").map_or(token, |(_, rest)| rest).split(['/', ':']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let plain =
        |label: &&str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let top = labels.last().copied().unwrap_or_default();
    labels.len() > 2 && labels.iter().all(plain) && top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Tells whether a token is an id: capital letters, then a number.
fn is_id(token: &str) -> bool {
    let letters = token.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = token[letters..].trim_start_matches('-');
    letters >= 2
        && number.len() >= 2
        && token.len() > letters
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// Tells whether a token is a short link, as in `go/scan`.
fn is_short_link(token: &str) -> bool {
    token.split_once('/').is_some_and(|(host, path)| matches!(host, "go" | "goto" | "wiki") && path.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found() {
        let check = |text: &str, expect: &[&str]| {
            let found = find(text);
            assert!(found.iter().all(|(name, at)| text[*at..].starts_with(name)), "{text}");
            assert_eq!(found.into_iter().map(|(name, _)| name).collect::<Vec<_>>(), expect, "{text}");
        };
        check("Mail ingrid@fjord.example, or ask in #oss-legal.", &["ingrid@fjord.example", "#oss-legal"]);
        check(
            "See https://wiki.corp.example/x (also *vault.corp.example*)",
            &["wiki.corp.example/x", "wiki.corp.example", "vault.corp.example"],
        );
        check("POL-007 and CVE-2024-1234; go/scan", &["POL-007", "CVE-2024-1234", "go/scan"]);
        check("ISO, e.g. 1.2.3 and/or a.b # x MIT-0", &[]);
    }
    #[test]
    fn proper_names_are_found() {
        let check = |text: &str, expect: &[&str]| {
            let found = proper(text);
            assert!(found.iter().all(|(name, at)| text[*at..].starts_with(name)), "{text}");
            assert_eq!(found.into_iter().map(|(name, _)| name).collect::<Vec<_>>(), expect, "{text}");
        };
        check("Exceptions go to Marit Bakke on floor 3.", &["Marit Bakke"]);
        check("Marit Bakke said so. The Halcyon scanner checks.", &["Marit Bakke", "Bakke", "The Halcyon", "Halcyon"]);
        check("we buy *Northwind*, Hjort & Sørensen", &["Northwind", "Hjort", "Sørensen"]);
        check("Ask. Then go", &[]);
    }
}
