//! Names that a text gives: mail addresses, channels, hosts, short links, ids such as `POL-007`.

/// Finds the names in a text, each with its place.
pub(super) fn find(text: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    for token in text.split(ends) {
        let start = token.trim_start_matches(['*', '_', '.', ',', ';', ':', '!']);
        let name = start.trim_end_matches(['*', '_', '.', ',', ';', ':', '!', '?', '/', '\u{2019}']);
        if name.len() > 3 && is_name(name) {
            found.push((name, at + token.len() - start.len()));
        }
        at += token.len() + text[at + token.len()..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

fn ends(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '(' | ')' | '[' | ']' | '<' | '>' | '"' | '`' | '{' | '}' | '|')
}

fn is_name(token: &str) -> bool {
    is_mail(token) || is_channel(token) || is_host(token) || is_id(token) || is_short_link(token)
}

fn is_mail(token: &str) -> bool {
    token.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') || user.is_empty() && host.len() > 2)
}

fn is_channel(token: &str) -> bool {
    token.strip_prefix('#').is_some_and(|name| name.starts_with(|first: char| first.is_alphabetic()))
}

/// Tells whether a token is an address with a host, or a host.
fn is_host(token: &str) -> bool {
    let host = token.split_once("://").map_or(token, |(_, rest)| rest).split(['/', ':']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let plain = |label: &&str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let top = labels.last().copied().unwrap_or_default();
    labels.len() > 2 && labels.iter().all(plain) && top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Tells whether a token is an id: capital letters, then a number.
fn is_id(token: &str) -> bool {
    let letters = token.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = token[letters..].trim_start_matches('-');
    letters >= 2 && number.len() >= 2 && token.len() > letters && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
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
        check("See https://wiki.corp.example/x (also *vault.corp.example*)", &["https://wiki.corp.example/x", "vault.corp.example"]);
        check("POL-007 and CVE-2024-1234; go/scan", &["POL-007", "CVE-2024-1234", "go/scan"]);
        check("ISO, e.g. 1.2.3 and/or a.b # x MIT-0", &[]);
    }
}
