//! The words that the program itself puts into outputs: they say nothing about a handbook.
//!
//! The theme's words are not here; they are read from its files. `tests/verify/clean.rs` fails where a word is missing.

/// Words for days, kinds, states and units; what pages of the program's own say; what files, headers and tags are made of.
pub(super) const OWN: &str = "
January February March April May June July August September October November December
Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
Monday Tuesday Wednesday Thursday Friday Saturday Sunday
page pages policy policies standard standards procedure procedures strategy strategies course courses module modules role roles
template templates faq glossary lesson lessons metric metrics register version versions tag tags
Draft. In review. Superseded. Retired. Not yet in force. No longer in force. In force. Active. Done. To do.
every year years month months week weeks day days hour hours minute minutes second seconds yearly half-yearly quarterly monthly
weekly daily true false yes no none null public
This page is not here. Redirecting. This page has moved. Note. Tip. Important. Warning. Caution. Danger. Details. Footnotes.
index sitemap feed robots llms headers redirects manifest ospress search data assets html xml txt json css js svg png ico webmanifest
http https www w3 org 2005 Atom schemas sitemaps 0 9 urlset url loc lastmod entry summary updated author name id link self alternate
User-agent Allow Disallow Sitemap encoding utf-8 version
Content-Security-Policy default-src none script-src style-src img-src font-src connect-src manifest-src media-src object-src worker-src
frame-src child-src form-action base-uri frame-ancestors upgrade-insecure-requests self unsafe-inline X-Content-Type-Options nosniff
Referrer-Policy strict-origin-when-cross-origin no-referrer same-origin X-Robots-Tag noindex nofollow noarchive Cache-Control public private
max-age immutable no-cache no-store must-revalidate Permissions-Policy camera microphone geolocation Cross-Origin-Opener-Policy
Cross-Origin-Resource-Policy Cross-Origin-Embedder-Policy Strict-Transport-Security includeSubDomains X-Frame-Options DENY SAMEORIGIN
default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';
form-action 'none'; base-uri 'none'; frame-ancestors 'none' X-Content-Type-Options: nosniff Referrer-Policy:
strict-origin-when-cross-origin /assets/ Cache-Control: public, max-age=31536000, immutable
User-agent: * Allow: / Sitemap: Disallow: /
canonical stylesheet icon preload prefetch next prev noopener noreferrer external license nofollow lazy async defer eager decoding loading
viewport width device initial scale description theme-color color-scheme light dark generator referrer property og article website
navigation main banner contentinfo complementary region dialog button checkbox radio checked disabled hidden expanded current label
doc-backlink doc-endnotes doc-noteref doc-footnote fnref fn footnote endnote noteref backlink heading anchor table scope col row colgroup
left right center start end code language text plain shell bash sh console diff rust python yaml toml markdown
Moved here. Moved. what changed. history. Title Description Kind Document Version Status Owner Contact Approver Approved on. In force from. In force until.
Last reviewed. Reviewed. Next review. Replaces. Meets. Duration. Objectives. Read before. Pass mark. Tags. Page.
tool edition state files sha256 bytes complete building
Metrics. Summary. Objectives. No number yet. no number. hidden. fewer than. more than in. less than in. more than on. less than on.
the same as in. the same as on. points more than in. points less than in. points fewer. fewer than in. fewer than on. better. worse.
at least. at most. between and. by. Target reached. Target reached in time, not held. Target range. Target missed. Paused.
 Not reached yet. Not reached yet, coming closer. Not reached,
moving away. less than a day. day days week weeks month months year years old. every day. every week. every month. every three months.
every six months. every year. more is better. less is better. within its range. Out of date. out of date. expected.
Line chart. Bar chart. Stacked bar chart. without numbers. no numbers. No numbers. lowest in highest in missing. Target. Baseline. Target between.
as_of groups metrics title description id group question definition unit direction up down range baseline target at_least at_most by
cadence owner source collected_at objective chaoss audience page csv current period value note reach met lost missed closer farther open paused is_small is_hidden
age_days is_stale stale series name points dashboard better worse Q1 Q2 Q3 Q4 week of half-yearly
chart role img aria-labelledby aria-describedby aria-hidden title desc svg path rect line circle text viewBox preserveAspectRatio
";
