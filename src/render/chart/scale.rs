//! The value axis: from nice numbers to nice numbers, in a few even steps.

use super::number;

/// A value axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    /// Its lower end.
    pub(super) low: f64,
    /// Its upper end.
    pub(super) high: f64,
    /// The distance of its lines.
    pub(super) step: f64,
}

/// About how many steps an axis has.
const STEPS: f64 = 4.0;
/// Values that all lie above this share of the largest do not start at zero, where that is allowed.
const FAR: f64 = 0.6;

/// Whether an axis has to start at zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zero {
    /// Bars: their length is the value.
    Always,
    /// Lines: where the values are not far from it.
    WhereNear,
    /// Sparklines, which have no axis: never, the course is all that they show.
    Never,
}

impl Scale {
    /// Finds the axis for some values; without any it goes from 0 to 1.
    pub(super) fn of(values: impl Iterator<Item = f64>, zero: Zero) -> Self {
        let mut are_whole = true;
        let ends = values.fold(None, |ends, value| {
            are_whole &= value.fract() == 0.0;
            match ends {
                None => Some((value, value)),
                Some((low, high)) => Some((value.min(low), value.max(high))),
            }
        });
        let (mut low, mut high) = ends.unwrap_or((0.0, 1.0));
        let is_far = low > 0.0 && low > high * FAR || high < 0.0 && high < low * FAR;
        if zero == Zero::Never && low < high {
            return Self { low, high, step: high - low };
        }
        if zero == Zero::Always || !is_far || low >= high {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        if low >= high {
            high = low + 1.0;
        }
        let step = match step((high - low) / STEPS) {
            // What is counted has no halves.
            small if are_whole && small < 1.0 => 1.0,
            2.5 if are_whole => 5.0,
            step => step,
        };
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// Gives the values of its lines, from the lowest.
    pub(super) fn lines(&self) -> Vec<f64> {
        let mut lines = Vec::new();
        let mut number = 0.0;
        while number < 12.0 {
            let value = self.low + number * self.step;
            if value > self.high + self.step * 0.5 {
                break;
            }
            // A line of zero is no `5e-17`.
            lines.push(if value.abs() < self.step * 1e-6 { 0.0 } else { value });
            number += 1.0;
        }
        lines
    }

    /// Writes a value that stands on the axis.
    pub(super) fn label(&self, value: f64) -> String {
        number::short(value, self.step, self.low.abs().max(self.high.abs()))
    }

    /// Tells how far up a value lies, from 0 to 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

/// Gives the nearest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below `rough`.
fn step(rough: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= rough {
        power *= 10.0;
    }
    while power > rough && power > 1e-300 {
        power /= 10.0;
    }
    let part = rough / power;
    let nice = [1.0, 2.0, 2.5, 5.0].into_iter().find(|nice| part <= nice * 1.000_001).unwrap_or(10.0);
    nice * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], zero: Zero, expect: (f64, f64, f64)) {
        let scale = Scale::of(values.iter().copied(), zero);
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1e-9);
        assert!(near(scale.low, expect.0) && near(scale.high, expect.1) && near(scale.step, expect.2), "{scale:?}");
        assert!((2..=9).contains(&scale.lines().len()), "{:?}", scale.lines());
    }

    #[test]
    fn an_axis_has_nice_ends() {
        check(&[], Zero::Always, (0.0, 1.0, 1.0));
        check(&[0.0], Zero::Always, (0.0, 1.0, 1.0));
        check(&[2.0, 1.0], Zero::Always, (0.0, 2.0, 1.0));
        check(&[2.0, 1.5], Zero::Always, (0.0, 2.0, 0.5));
        check(&[3.0, 9.0], Zero::Always, (0.0, 10.0, 5.0));
        check(&[7.0], Zero::WhereNear, (0.0, 8.0, 2.0));
        check(&[7.0, 7.0], Zero::WhereNear, (0.0, 8.0, 2.0));
        check(&[3.0, 21.0], Zero::WhereNear, (0.0, 30.0, 10.0));
        check(&[91.0, 99.0], Zero::WhereNear, (90.0, 100.0, 2.0));
        check(&[91.0, 99.0], Zero::Always, (0.0, 100.0, 25.0));
        check(&[-4.0, 12.0], Zero::WhereNear, (-5.0, 15.0, 5.0));
        check(&[-9.0, -8.0], Zero::WhereNear, (-9.0, -8.0, 1.0));
        check(&[0.001, 0.004], Zero::Always, (0.0, 0.004, 0.001));
    }

    #[test]
    fn an_axis_bears_any_number() {
        for values in [&[-1e300, 1e300][..], &[1e300], &[1e-300], &[5e-324], &[1.0, 1.0 + f64::EPSILON], &[0.0, 1e-310]]
        {
            let scale = Scale::of(values.iter().copied(), Zero::WhereNear);
            assert!(scale.lines().len() <= 12, "{values:?} {scale:?}");
            for value in values {
                let share = scale.share(*value);
                assert!(share.is_nan() || (0.0..=1.0).contains(&share), "{values:?} {scale:?}");
            }
        }
    }
}
