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
    for part in [">own<", ">a name that is mu…<", "line s0", "line s1", "mark s1"] {
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

/// A text of a chart: its class, where it is anchored, its own words.
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

/// Tells whether two texts that are anchored in their middle cover each other.
fn cover(a: &Label, b: &Label) -> bool {
    (a.y - b.y).abs() < 12.0 && (a.x - b.x).abs() < f64::midpoint(plot::width(&a.text), plot::width(&b.text))
}

#[test]
fn words_do_not_cover_each_other() {
    let mut dice = 1_u64;
    let mut throw = |below: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % below
    };
    let mut seen = 0;
    for _ in 0..400 {
        let kind = KINDS[usize::try_from(throw(3)).expect("small")];
        let (count, series) = (1 + throw(40), 1 + throw(3));
        let size = [1.0, 1e-3, 1e5, 1e9][usize::try_from(throw(4)).expect("small")];
        #[allow(clippy::cast_precision_loss)]
        let values = |throw: &mut dyn FnMut(u64) -> u64| -> Vec<Option<f64>> {
            (0..count).map(|_| (throw(8) > 0).then(|| (throw(2000) as f64 - 200.0) * size)).collect()
        };
        let mut chart = chart(kind, &values(&mut throw));
        for name in 1..series {
            chart.series.push(Series { name: format!("line {name}"), values: values(&mut throw) });
        }
        chart.periods = (0..count).map(|at| format!("{} Nov 2026", at % 28 + 1)).collect();
        chart.target = Some(Target::Value(300.0 * size));
        let svg = draw(&chart);
        for (width, is_narrow) in [(440.0, false), (190.0, true)] {
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
fn a_note_has_its_place_where_the_number_is_missing() {
    for kind in [Kind::Line, Kind::Bar] {
        let mut chart = chart(kind, &[Some(4.0), None, Some(6.0), Some(6.0)]);
        chart.notes = vec![0, 1, 2, 3, 9];
        let svg = draw(&chart);
        let places: Vec<&str> = svg
            .as_str()
            .split("class=\"note\"")
            .skip(1)
            .map(|part| part.split("overflow").next().expect("a part"))
            .collect();
        assert_eq!(places.len(), 4, "{places:?}");
        assert!(places[1].contains("y=\"214\""), "on the axis: {places:?}");
    }
}

#[test]
fn a_bullet_says_its_numbers() {
    let mut chart = chart(Kind::Bullet, &[Some(4.0), Some(1200.5)]);
    (chart.target, chart.baseline) = (Some(Target::Range(5.0, 15.0)), Some(3.0));
    let svg = draw(&chart);
    for part in [">1,200.5<", ">Baseline 3 · Target 5–15<", ">1.5k<"] {
        assert!(svg.as_str().contains(part), "{part}: {}", svg.as_str());
    }
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
