//! A canary in every place of a page's text: on an internal page, in a block, and in a line.

use super::nursery::{Nursery, Sight};
use Sight::{Seen, Unseen};

/// A place, its Markdown, and who sees it.
type Row = (&'static str, &'static str, Sight);

const BLOCKS: &[Row] = &[
    ("paragraph", "A word @ here.", Seen),
    ("first heading", "# Head @", Seen),
    ("heading", "## Head @\n\nText.", Seen),
    ("heading id", "## Head {#x-@}", Seen),
    ("underlined heading", "Head @\n======", Seen),
    ("emphasis", "A *word @* and __more @__.", Seen),
    ("strikethrough", "A ~~word @~~.", Seen),
    ("code span", "A `word @`.", Seen),
    ("code block", "```\nlet x = \"@\";\n```", Seen),
    ("highlighted code", "```rust\nfn qzk() { let name = \"@\"; } // @\n```", Seen),
    ("code title", "```rust title=\"@.rs\"\nfn x() {}\n```", Seen),
    ("code language", "```@\nx\n```", Seen),
    ("code caption", "```toml {title=\"@\"}\nx = 1\n```", Unseen),
    ("indented code", "Text.\n\n    indented @", Seen),
    ("quote", "> Said @.", Seen),
    ("list", "- one\n- two @\n  - three @", Seen),
    ("numbered list", "1. one\n2. two @", Seen),
    ("task", "- [ ] do @", Seen),
    ("table head", "| a @ | b |\n|---|---|\n| c | d |", Seen),
    ("table cell", "| a | b |\n|---|---|\n| c | d @ |", Seen),
    ("link words", "A [way @](https://x.example/).", Seen),
    ("link address", "A [way](https://x.example/@).", Seen),
    ("link query", "A [way](https://x.example/?q=@&b=1).", Seen),
    ("link title", "A [way](https://x.example/ \"Title @\").", Seen),
    ("autolink", "See <https://x.example/@>.", Seen),
    ("bare link", "See https://x.example/~ there.", Seen),
    ("mail address", "Write to <~@fjord.example>.", Seen),
    ("reference link", "A [way][ref].\n\n[ref]: https://x.example/@ \"Title @\"", Seen),
    ("reference label", "A [way @].\n\n[way @]: https://x.example/", Seen),
    ("unused reference", "Text.\n\n[unused-@]: https://x.example/", Unseen),
    ("footnote", "Text[^1].\n\n[^1]: Note @.", Seen),
    ("footnote label", "Text[^@].\n\n[^@]: Note.", Unseen),
    ("image words", "![Picture @](pic.svg)", Seen),
    ("image title", "![Picture](pic.svg \"Title @\")", Seen),
    ("image reference", "![Picture @][pic]\n\n[pic]: pic.svg \"Title @\"", Seen),
    ("definition term", "Term @\n: What it is.", Seen),
    ("definition", "Term\n: What it is: @.", Seen),
    ("alert", "> [!NOTE]\n> Mind @.", Seen),
    ("directive", ":::note\nMind @.\n:::", Seen),
    ("directive title", ":::note[Title @]\nMind.\n:::", Seen),
    ("details title", ":::details[Title @]\nMind.\n:::", Seen),
    ("nested directive", "::::tip\n:::warning\nMind @.\n:::\n::::", Seen),
    ("raw block", "<div>Block @</div>", Seen),
    ("raw attribute", "<div title=\"@\">Block</div>", Seen),
    ("raw id", "<p id=\"x-@\">Block</p>", Seen),
    ("raw word", "A <b>word @</b>.", Seen),
    ("raw link", "A <a href=\"https://x.example/@\" title=\"@\">way</a>.", Seen),
    ("raw details", "<details><summary>More @</summary>\n\nText @.\n\n</details>", Seen),
    ("raw script", "<script>let x = \"@\";</script>", Unseen),
    ("raw style", "<style>.x { content: \"@\" }</style>", Unseen),
    ("raw event", "<b onclick=\"@\">x</b>", Unseen),
    ("comment", "Text.\n\n<!-- a comment @ -->", Unseen),
    ("comment in a line", "Text <!-- @ --> more.", Unseen),
    ("open comment", "Text.\n\n<!-- a comment @", Unseen),
    ("processing instruction", "<?php @ ?>", Unseen),
    ("shortcode", "{{< box title=\"@\" >}}", Seen),
    ("entity", "A word Qzk&#233;#.", Seen),
    ("escape", "A word \\@.", Seen),
    ("mathematics", "$x = @$", Seen),
    ("hard break", "One\\\nTwo @  \nThree", Seen),
    ("diagram", "```mermaid\ngraph TD; a[@] --> b\n```", Seen),
    ("emoji", ":@: word", Seen),
    ("wiki link", "Text [[@]].", Seen),
];

/// What a mark inside a line can hold.
const LINES: &[Row] = &[
    ("words", "A word :internal[@] here.", Seen),
    ("emphasis", "A word :internal[*@*] here.", Seen),
    ("code span", "A word :internal[`@`] here.", Seen),
    ("link", "A word :internal[[way @](https://x.example/@ \"@\")] here.", Seen),
    ("image", "A word :internal[![Picture @](pic.svg)] here.", Seen),
    ("heading", "## Head :internal[@]", Seen),
    ("first heading", "# Head :internal[@]", Seen),
    ("item", "- one\n- :internal[@]\n- two", Seen),
    ("table cell", "| a | b |\n|---|---|\n| c | :internal[@] |", Seen),
    ("table head", "| a | b :internal[@] |\n|---|---|\n| c | d |", Seen),
    ("quote", "> Said :internal[@].", Seen),
    ("footnote", "Text[^1].\n\n[^1]: Note :internal[@].", Seen),
    ("definition", "Term\n: What :internal[@] is.", Seen),
    ("note", ":::note\nMind :internal[@].\n:::", Seen),
    ("in emphasis", "A *word :internal[@] here*.", Seen),
    ("in link words", "A [way :internal[@] there](https://x.example/).", Seen),
    ("in image words", "![Picture :internal[@]](pic.svg)", Seen),
    ("in a nested mark", "A :internal[word :internal[@] here].", Seen),
    ("raw", "A :internal[<b title=\"@\">@</b>].", Seen),
    ("task", "- [ ] do :internal[@]", Seen),
    ("over two lines", "A :internal[word\n@] here.", Seen),
    ("alert", "> [!TIP]\n> Mind :internal[@].", Seen),
];

/// Puts a canary into every place.
pub(crate) fn plant(nursery: &mut Nursery) {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><title>pic</title></svg>";
    for folder in ["inside/text", "open/block", "open/line"] {
        nursery.file(&format!("content/{folder}/pic.svg"), svg);
    }
    for (place, markdown, sight) in BLOCKS {
        let text = fill(nursery, &format!("text: {place}"), markdown, *sight);
        nursery.file(&page("inside/text", place), format!("---\naudience: internal\n---\nFirst.\n\n{text}\n"));
        // An open comment would swallow the mark's end, which is an error.
        if *place == "open comment" {
            continue;
        }
        let text = fill(nursery, &format!("block: {place}"), markdown, *sight);
        let text = format!("First.\n\n:::::internal\n{text}\n\n:::::\n\nLast, for all.\n");
        nursery.file(&page("open/block", place), format!("---\naudience: public\ntitle: Open\n---\n{text}"));
    }
    for (place, markdown, sight) in LINES {
        let text = fill(nursery, &format!("line: {place}"), markdown, *sight);
        let page_text = format!("---\naudience: public\ntitle: Open\n---\nFirst.\n\n{text}\n\nLast, for all.\n");
        nursery.file(&page("open/line", place), page_text);
    }
}

/// `#` behind an entity stands for the number alone.
fn fill(nursery: &mut Nursery, place: &str, markdown: &str, sight: Sight) -> String {
    let number = nursery.canaries.len();
    if markdown.contains("#233;#") {
        let text = markdown.replace("#233;#", &format!("#233;{number:04}"));
        nursery.fill(place, "@", sight);
        return text;
    }
    if markdown.contains("~@") {
        let text = markdown.replace("~@", "~\u{0}");
        return nursery.fill(place, &text, sight).replace('\u{0}', "@");
    }
    nursery.fill(place, markdown, sight)
}

fn page(folder: &str, place: &str) -> String {
    format!("content/{folder}/{}.md", place.replace(' ', "-"))
}
