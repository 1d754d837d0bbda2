//! The address that a site will stand at.

use serde::{Deserialize, Serialize};

/// An `https` or `http` address without query and fragment; kept in two parts, since links need the second alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseUrl {
    origin: String,
    path: String,
}

impl BaseUrl {
    /// Reads an address such as `https://handbook.example/oss/`; the slash at the end may be missing.
    ///
    /// # Errors
    /// Gives the reason, in words for a message.
    pub fn new(url: &str) -> Result<Self, &'static str> {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let rest = rest.ok_or("a base URL starts with `https://` or `http://`")?;
        if url.chars().any(|c| c.is_whitespace() || c.is_control() || "\"'<>\\?#@".contains(c)) {
            return Err("a base URL has no spaces, quotes, `?`, `#` or `@`");
        }
        let host = rest.split('/').next().unwrap_or_default();
        if host.is_empty() {
            return Err("a base URL names a host");
        }
        let path = rest[host.len()..].trim_end_matches('/');
        if path.split('/').skip(1).any(|segment| matches!(segment, "" | "." | "..")) {
            return Err("the path of a base URL has no empty, `.` or `..` segments");
        }
        Ok(Self { origin: url[..url.len() - rest.len() + host.len()].to_owned(), path: path.to_owned() })
    }

    /// Gives what links start with: empty, or a path such as `/oss`, without a slash at the end.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Makes a site-absolute link (which starts with [`Self::path`]) into a full address.
    pub fn absolute(&self, href: &str) -> String {
        format!("{}{href}", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_has_two_parts() {
        let url = BaseUrl::new("https://a.example/oss/").expect("a fine URL");
        assert_eq!((url.path(), url.absolute("/oss/x/").as_str()), ("/oss", "https://a.example/oss/x/"));
        assert_eq!(BaseUrl::new("http://localhost:80").expect("a fine URL").path(), "");
        for bad in ["a.example", "https://", "https://a/?q", "https://a/../b", "ftp://a", "https://a//b", "https://u@a"]
        {
            assert!(BaseUrl::new(bad).is_err(), "{bad}");
        }
    }
}
