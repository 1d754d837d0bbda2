//! What every chart keeps: balanced markup, escaped words, gaps, the same bytes.

use super::*;

fn chart(kind: Kind, values: &[Option<f64>]) -> Chart {
    let periods = (0..values.len()).map(|at| format!("2026-{:02}", at + 1)).collect();
    let series = vec![Series { name: String::new(), values: values.to_vec() }];
    Chart { id: "c".into(), kind, title: "Merges".into(), unit: "merges".into(), periods, series, ..Chart::default() }
}

const KINDS: [Kind; 5] = [Kind::Line, Kind::Bar, Kind::Stacked, Kind::Spark, Kind::Bullet];

/// Tells whether every element is closed, no attribute is doubled and no number is odd.
fn assert_sound(svg: &str) {
    let mut open = Vec::new();
    for part in svg.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{svg}");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a name"));
        }
    }
    assert!(open.is_empty(), "{svg}");
    for odd in ["NaN", "inf", "style=", "=\"-0\"", "%%"] {
        assert!(!svg.contains(odd), "{odd}: {svg}");
    }
}

#[test]
fn any_numbers_make_a_sound_picture() {
    let sets: [&[Option<f64>]; 11] = [
        &[],
        &[None],
        &[Some(3.0)],
        &[None, Some(3.0), None],
        &[Some(0.0), Some(0.0)],
        &[Some(7.0), Some(7.0), Some(7.0)],
        &[Some(-3.0), Some(4.0), None, Some(-9.5)],
        &[Some(1e300), Some(-1e300)],
        &[Some(f64::MAX), Some(f64::MIN), Some(f64::INFINITY), Some(f64::NAN)],
        &[Some(1e-300), Some(5e-324)],
        &[Some(0.000_1), Some(1e12)],
    ];
    for kind in KINDS {
        for values in sets {
            let mut chart = chart(kind, values);
            assert_sound(draw(&chart).as_str());
            chart.target = Some(Target::Range(5.0, -2.0));
            chart.baseline = Some(f64::NAN);
            chart.notes = vec![0, 99];
            assert_sound(draw(&chart).as_str());
            assert_eq!(draw(&chart), draw(&chart.clone()));
        }
    }
}

#[test]
fn words_stay_words() {
    let evil = "</title><script>alert('1')\" & <b>";
    for kind in KINDS {
        let mut chart = chart(kind, &[Some(1.0), Some(2.0)]);
        chart.id = evil.into();
        chart.title = evil.into();
        chart.unit = evil.into();
        chart.periods = vec![evil.into(), evil.into()];
        chart.ticks = vec![(0, evil.into())];
        chart.series.push(Series { name: evil.into(), values: vec![Some(3.0)] });
        let svg = draw(&chart);
        assert!(!svg.as_str().contains("<script") && !svg.as_str().contains("<b>"), "{}", svg.as_str());
        assert_sound(svg.as_str());
    }
}

#[test]
fn a_missing_value_is_a_gap_and_never_zero() {
    let svg = draw(&chart(Kind::Line, &[Some(4.0), Some(5.0), None, Some(6.0), Some(8.0)]));
    let path = svg.as_str().split(" d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a path");
    assert_eq!(path.matches('M').count(), 2, "{path}");
    assert_eq!(path.matches('L').count(), 2, "{path}");
    let bars = draw(&chart(Kind::Bar, &[Some(4.0), None, Some(6.0)]));
    assert_eq!(bars.as_str().matches("class=\"column").count(), 2);
    assert!(svg.as_str().contains("1 missing"), "{}", svg.as_str());
}

#[test]
fn several_series_differ_without_colour() {
    let mut chart = chart(Kind::Line, &[Some(1.0), Some(2.0)]);
    chart.series = ["own", "a name that is much too long for it"]
        .map(|name| Series { name: name.into(), values: vec![Some(1.0), Some(2.0)] })
        .into();
    let svg = draw(&chart);
    for part in [">own<", ">a name that is m…<", "line s0", "line s1", "mark s1"] {
        assert!(svg.as_str().contains(part), "{part}: {}", svg.as_str());
    }
    let ys: Vec<f64> = svg
        .as_str()
        .split("<svg class=\"name")
        .skip(1)
        .filter_map(|part| part.split(" y=\"").nth(1)?.split('"').next()?.parse().ok())
        .collect();
    assert!((ys[0] - ys[1]).abs() >= 15.9, "names at one height do not cover each other: {ys:?}");
}

#[test]
fn a_chart_is_described() {
    let mut chart = chart(Kind::Line, &[Some(4.0), None, Some(1200.5)]);
    chart.target = Some(Target::Value(20.0));
    chart.baseline = Some(3.0);
    let words = "Line chart, 2026-01 to 2026-03. 1,200.5 in 2026-03, lowest 4 in 2026-01, highest 1,200.5 in 2026-03, 1 missing. \
                 Target 20 merges. Baseline 3 merges.";
    assert!(draw(&chart).as_str().contains(words), "{}", describe::describe(&chart));
}

#[test]
fn the_time_axis_is_never_crowded() {
    let svg = draw(&chart(Kind::Line, &[Some(1.0); 60]));
    assert!(svg.as_str().matches("class=\"time").count() <= 8);
    assert!(svg.as_str().contains("time spare"));
    assert!(svg.as_str().contains(">2026-60<"), "the last period is named");
    let size = svg.as_str().len();
    assert!(size < 3_600, "{size} bytes");
}

#[test]
fn stacked_bars_stand_on_each_other() {
    let mut chart = chart(Kind::Stacked, &[Some(4.0)]);
    chart.series.push(Series { name: "b".into(), values: vec![Some(6.0)] });
    let svg = draw(&chart);
    let value = |part: &str, name: &str| -> f64 {
        part.split(&format!(" {name}=\""))
            .nth(1)
            .and_then(|rest| rest.split('"').next()?.parse().ok())
            .expect("a number")
    };
    let bars: Vec<_> = svg
        .as_str()
        .split("<rect class=\"column")
        .skip(1)
        .map(|part| (value(part, "y"), value(part, "height")))
        .collect();
    assert!((bars[1].0 + bars[1].1 - bars[0].0).abs() < 0.2, "{bars:?}");
}

/// Gives where the words of a class stand, in pixels from the top.
fn heights(svg: &str, class: &str) -> Vec<f64> {
    let start = format!("<text class=\"{class}\"");
    let parts = svg.split(&start).skip(1);
    parts.filter_map(|part| part.split(" y=\"").nth(1)?.split('"').next()?.parse().ok()).collect()
}

#[test]
fn no_line_strikes_a_number_through() {
    let mut chart = chart(Kind::Bar, &[Some(91.0), Some(40.0), Some(-40.0)]);
    let free = heights(draw(&chart).as_str(), "number");
    chart.target = Some(Target::Value(95.0));
    chart.baseline = Some(97.0);
    let moved = heights(draw(&chart).as_str(), "number");
    assert!(moved[0] < free[0] - 5.0, "over the line: {free:?} {moved:?}");
    assert_eq!(moved[1..], free[1..]);
    assert!(free[2] < 226.0 - 40.0, "that of a bar that hangs down stands over its root: {free:?}");
}

#[test]
fn a_note_at_a_gap_stands_on_the_axis() {
    for kind in [Kind::Line, Kind::Bar] {
        let mut chart = chart(kind, &[Some(4.0), None, Some(6.0)]);
        chart.notes = vec![0, 1, 99];
        let svg = draw(&chart);
        let notes: Vec<&str> = svg.as_str().split("<svg class=\"note\"").skip(1).collect();
        assert_eq!(notes.len(), 2, "{}", svg.as_str());
        assert!(notes[1].starts_with(" x=\"50%\" y=\"208\"") && notes[1].contains(">2</text>"), "{}", notes[1]);
    }
}

#[test]
fn a_stack_carries_its_sum_where_all_parts_are_known() {
    let mut chart = chart(Kind::Stacked, &[Some(4.0), Some(5.0), Some(6.0)]);
    chart.series.push(Series { name: "b".into(), values: vec![Some(30.0), None, Some(-2.0)] });
    let svg = draw(&chart);
    assert_eq!(svg.as_str().matches("class=\"number\"").count(), 1, "{}", svg.as_str());
    assert!(svg.as_str().contains(">34</text>"), "{}", svg.as_str());
}

#[test]
fn numbers_stand_on_bars_only_where_there_is_room() {
    let many = |value: f64, count: usize| draw(&chart(Kind::Bar, &vec![Some(value); count])).as_str().to_owned();
    assert!(many(7.0, 6).contains("class=\"number\""));
    assert!(many(70_000.0, 6).contains("class=\"number spare\""), "not on a phone");
    assert!(!many(7.0, 40).contains("class=\"number"));
    let mixed = draw(&chart(Kind::Bar, &[Some(150_000.0), Some(123_456.5)]));
    assert!(mixed.as_str().contains(">150k<") && mixed.as_str().contains(">123.46k<"), "numbers of one form");
}

#[test]
fn bars_of_several_series_have_a_key_and_become_lines_when_crowded() {
    let beside = |count: usize| {
        let mut chart = chart(Kind::Bar, &vec![Some(1.0); count]);
        chart.series.push(Series { name: "other".into(), values: vec![Some(2.0); count] });
        draw(&chart).as_str().to_owned()
    };
    assert!(beside(6).contains("<ul class=\"key\">") && beside(6).contains("<rect class=\"column s1\""));
    assert!(beside(60).contains("<path class=\"line s1\"") && !beside(60).contains("<rect class=\"column"));
}

#[test]
fn target_and_baseline_are_named_on_every_screen() {
    for kind in [Kind::Line, Kind::Bar, Kind::Stacked, Kind::Bullet] {
        let mut chart = chart(kind, &[Some(4.0), Some(6.0)]);
        chart.target = Some(Target::Range(8.0, 12.0));
        chart.baseline = Some(3.0);
        let svg = draw(&chart);
        let (picture, key) = svg.as_str().split_once("<ul class=\"key").expect("a key");
        assert!(key.contains("Target 8–12") && key.contains("Baseline 3"), "{kind:?}: {key}");
        assert_eq!(picture.contains(">Target 8–12<"), kind != Kind::Bullet, "at the end of its line");
    }
}

#[test]
fn words_have_room() {
    let ticks = |label: &str| {
        let mut chart = chart(Kind::Line, &[Some(1.0); 40]);
        chart.periods = vec![label.to_owned(); 40];
        draw(&chart).as_str().matches("class=\"time").count()
    };
    assert!(ticks("2026-01-05") * 11 * 8 <= 480, "days are longer than years");
    assert_eq!(ticks("2026"), 8);
    let mut chart = chart(Kind::Line, &[Some(1.0)]);
    chart.unit = "requests for the complete corresponding source code".into();
    assert!(draw(&chart).as_str().contains(">requests for the complete corresp…</text>"));
    chart.unit = "件件件件件件件件件件件件件件件件件件".into();
    assert!(draw(&chart).as_str().contains(">件件件件件件件件件件件件件件件件…</text>"), "wide letters count twice");
}

#[test]
fn no_other_sheet_of_the_theme_has_a_word_on_the_parts_of_a_chart() {
    let mut classes = std::collections::BTreeSet::new();
    for kind in KINDS {
        let mut chart = chart(kind, &[Some(4.0), None, Some(6.0)]);
        (chart.target, chart.baseline, chart.notes) = (Some(Target::Range(8.0, 12.0)), Some(3.0), vec![0]);
        for _ in 0..2 {
            let svg = draw(&chart);
            let named = svg.as_str().split(" class=\"").skip(1).filter_map(|part| part.split('"').next());
            classes.extend(named.flat_map(str::split_whitespace).map(str::to_owned));
            chart.series.push(Series { name: "b".into(), values: vec![Some(1.0); 3] });
        }
    }
    assert!(classes.contains("column") && classes.contains("aim"), "{classes:?}");
    // A rule for paper once hid the bar at the top of the page, and with it the bars of all charts.
    let sheet = include_str!("../../../themes/handbook/assets/handbook.css");
    let is_class = |class: &str| {
        sheet.match_indices(&format!(".{class}")).any(|(at, found)| {
            !sheet[at + found.len()..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-')
        })
    };
    assert!(is_class("bar"), "the sheet is read");
    let taken: Vec<_> = classes.iter().filter(|class| is_class(class)).collect();
    assert!(taken.is_empty(), "{taken:?}");
}

/// A text of a chart: its class, where its middle stands, its own words.
struct Label {
    class: String,
    x: f64,
    y: f64,
    text: String,
}

/// Reads the texts that stand at a share of the axis; `width` is that of the axis in pixels.
fn labels(svg: &str, width: f64) -> Vec<Label> {
    let label = |part: &str| {
        let attribute = |name: &str| part.split(&format!("{name}=\"")).nth(1)?.split('"').next();
        let x: f64 = attribute(" x")?.strip_suffix('%')?.parse().ok()?;
        let y = attribute(" y")?.parse().ok()?;
        let text = part.split('>').nth(1)?.split('<').next()?.to_owned();
        Some(Label { class: part.split('"').next()?.to_owned(), x: x / 100.0 * width, y, text })
    };
    svg.split("<text class=\"").skip(1).filter_map(label).collect()
}

/// Tells whether two texts cover each other; a letter is about seven pixels wide.
fn cover(a: &Label, b: &Label) -> bool {
    let letters = a.text.chars().count() + b.text.chars().count();
    let room = f64::from(u32::try_from(letters).expect("few letters")) * 3.5;
    (a.y - b.y).abs() < 11.0 && (a.x - b.x).abs() < room
}

#[test]
fn words_do_not_cover_each_other() {
    let mut dice = 1_u64;
    let mut throw = |below: u32| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((dice >> 33) % u64::from(below)).expect("below a small number")
    };
    let mut seen = 0;
    for _ in 0..400 {
        let kind = KINDS[throw(3) as usize];
        let (count, series) = (1 + throw(40), throw(3));
        let size = [1.0, 1e-3, 1e5, 1e9][throw(4) as usize];
        let mut values = || -> Vec<Option<f64>> {
            (0..count).map(|_| (throw(8) > 0).then(|| (f64::from(throw(2000)) - 200.0) * size)).collect()
        };
        let mut chart = chart(kind, &values());
        chart.series.extend((0..series).map(|name| Series { name: format!("line {name}"), values: values() }));
        chart.periods = (0..count).map(|at| format!("{} Nov 2026", at % 28 + 1)).collect();
        chart.target = Some(Target::Value(300.0 * size));
        let svg = draw(&chart);
        for (width, is_narrow) in [(430.0, false), (185.0, true)] {
            let mut shown = labels(svg.as_str(), width);
            shown.retain(|label| !is_narrow || !label.class.contains("spare"));
            seen += shown.len();
            for (at, a) in shown.iter().enumerate() {
                for b in &shown[at + 1..] {
                    assert!(!cover(a, b), "{} and {} at {width}: {}", a.text, b.text, svg.as_str());
                }
            }
        }
    }
    assert!(seen > 2000, "{seen}");
}

#[test]
fn notes_of_neighbours_stand_apart() {
    let mut chart = chart(Kind::Line, &[Some(5.0); 40]);
    chart.notes = vec![3, 4, 5, 30];
    let svg = draw(&chart);
    let y = |part: &str| -> Option<f64> { part.split(" y=\"").nth(1)?.split('"').next()?.parse().ok() };
    let heights: Vec<f64> = svg.as_str().split("<svg class=\"note\"").skip(1).filter_map(y).collect();
    assert!((heights[0] - heights[1]).abs() > 17.0 && (heights[1] - heights[2]).abs() > 17.0, "{heights:?}");
    assert!((heights[0] - heights[3]).abs() < 0.1, "{heights:?}");
    chart.notes = (30..40).collect();
    let crowd = draw(&chart);
    let heights: Vec<f64> = crowd.as_str().split("<svg class=\"note\"").skip(1).filter_map(y).collect();
    assert!(heights.windows(3).all(|near| (near[0] - near[2]).abs() > 17.0), "{heights:?}");
    assert!(
        crowd.as_str().contains("x=\"100%\"") && crowd.as_str().matches("cx=\"-8\"").count() == 2,
        "{}",
        crowd.as_str()
    );
}

#[test]
fn names_that_are_cut_stand_whole_in_the_key() {
    let mut chart = chart(Kind::Line, &[Some(4.0), Some(6.0)]);
    chart.series.push(Series { name: "short".into(), ..chart.series[0].clone() });
    assert!(draw(&chart).as_str().contains("<ul class=\"key spare\">"));
    chart.series[1].name = "a name that has no room".into();
    let svg = draw(&chart);
    assert!(
        svg.as_str().contains("<ul class=\"key\">") && svg.as_str().contains("</svg> a name that has no room</li>")
    );
}

#[test]
fn a_far_target_leaves_a_sparkline_its_course() {
    let mut chart = chart(Kind::Spark, &[Some(4.0), Some(6.0)]);
    chart.target = Some(Target::Value(8.0));
    assert!(draw(&chart).as_str().contains("class=\"aim\""));
    chart.target = Some(Target::Value(1000.0));
    assert!(!draw(&chart).as_str().contains("class=\"aim\""));
}

#[test]
fn half_a_target_is_never_shown() {
    let mut chart = chart(Kind::Line, &[Some(4.0), Some(6.0)]);
    chart.target = Some(Target::Range(1_234_567.8, 9_876_543.2));
    assert!(draw(&chart).as_str().contains(">Target 1.23M–9.88M<"), "{}", draw(&chart).as_str());
    chart.target = Some(Target::Range(1234.56, 9876.54));
    let svg = draw(&chart);
    assert!(
        svg.as_str().contains(">Target range<") && svg.as_str().contains("Target 1,234.56–9,876.54"),
        "{}",
        svg.as_str()
    );
}
