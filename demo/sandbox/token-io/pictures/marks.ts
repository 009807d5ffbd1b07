/** A geometric mark: true where the point, both coordinates from -1 to 1, is inked. */
export type Mark = (x: number, y: number) => boolean;

const ring = (x: number, y: number, inner: number, outer: number): boolean => {
  const distance = Math.hypot(x, y);
  return distance >= inner && distance <= outer;
};

/** `turns` in quarter turns around the middle. */
export const turned = (mark: Mark, turns: number): Mark => {
  const angle = (turns * Math.PI) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => mark(x * cos - y * sin, x * sin + y * cos);
};

/** Plain marks that stay legible at 24 pixels. */
export const MARKS: readonly [Mark, ...Mark[]] = [
  // Ring with a dot.
  (x, y) => ring(x, y, 0.42, 0.66) || Math.hypot(x, y) < 0.2,
  // Three bars that rise.
  (x, y) => [-0.46, 0, 0.46].some((middle, bar) => Math.abs(x - middle) < 0.16 && y < 0.6 && y > 0.2 - bar * 0.38),
  // Diamond with a diamond cut out.
  (x, y) => Math.abs(x) + Math.abs(y) < 0.72 && Math.abs(x) + Math.abs(y) > 0.32,
  // Leaf: where two circles overlap.
  (x, y) => Math.hypot(x - 0.34, y - 0.34) < 0.82 && Math.hypot(x + 0.34, y + 0.34) < 0.82,
  // Double chevron.
  (x, y) => [-0.28, 0.22].some((top) => Math.abs(y - top - Math.abs(x) * 0.62) < 0.15 && Math.abs(x) < 0.62),
  // Half discs, shifted.
  (x, y) => (x < -0.04 && Math.hypot(x + 0.04, y + 0.16) < 0.52) || (x > 0.04 && Math.hypot(x - 0.04, y - 0.16) < 0.52),
  // Four rounded tiles.
  (x, y) =>
    Math.hypot(Math.max(0, Math.abs(Math.abs(x) - 0.33) - 0.12), Math.max(0, Math.abs(Math.abs(y) - 0.33) - 0.12)) <
    0.12,
  // Waves.
  (x, y) => Math.abs(x) < 0.66 && [-0.4, 0, 0.4].some((line) => Math.abs(y - line - 0.1 * Math.sin(x * 5)) < 0.1),
  // Hexagon outline.
  (x, y) => {
    const size = Math.max(Math.abs(x) * 0.866 + Math.abs(y) * 0.5, Math.abs(y));
    return size < 0.64 && size > 0.38;
  },
  // Sunrise.
  (x, y) => (y < 0.16 && Math.hypot(x, y - 0.16) < 0.5) || (Math.abs(x) < 0.66 && Math.abs(y - 0.38) < 0.09),
  // Arch.
  (x, y) => (y < 0.1 ? ring(x, y - 0.1, 0.3, 0.6) : Math.abs(Math.abs(x) - 0.45) < 0.15 && y < 0.6),
  // Plus of two bars, one shorter.
  (x, y) => (Math.abs(x) < 0.15 && Math.abs(y) < 0.64) || (Math.abs(y) < 0.15 && Math.abs(x) < 0.42),
];
