/** Our few signs, drawn as lines on a field of 24. They only repeat what the text beside them says. */

const SIGNS = {
  inbox: "M4 13l2.5-8h11l2.5 8v6H4zM4 13h5a3 3 0 0 0 6 0h5",
  review: "M5 3h9l5 5v13H5zM14 3v5h5M9 14l2 2 4-4",
  library: "M4 5h16M4 10h16M4 15h16M4 20h10",
  dashboard: "M4 20V10M10 20V4M16 20v-7M21 20H3",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2",
  moon: "M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10z",
  system: "M3 5h18v11H3zM9 20h6M12 16v4",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 3.5-6 8-6s8 2 8 6",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  check: "M5 13l4 4L19 7",
  cross: "M6 6l12 12M18 6L6 18",
  look: "M12 8v5M12 16.5v.5M12 3l9.5 17h-19z",
  wrong: "M12 7v6M12 16.5v.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  camera: "M4 8h4l2-3h4l2 3h4v11H4zM12 10.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  upload: "M12 16V4M7 9l5-5 5 5M4 20h16",
  download: "M12 4v12M7 11l5 5 5-5M4 20h16",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  split: "M12 20v-7M12 13L5 5M12 13l7-8M5 10V5h5M19 10V5h-5",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  rotate: "M19 12a7 7 0 1 1-2-5M19 3v5h-5",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  zoomIn: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M11 8v6M8 11h6",
  zoomOut: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M8 11h6",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
  again: "M5 12a7 7 0 0 1 12-5l2 2M19 12a7 7 0 0 1-12 5l-2-2M19 4v5h-5M5 20v-5h5",
  pencil: "M4 20l1-5L16 4l4 4L9 19z",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
} as const;

export type Sign = keyof typeof SIGNS;

export function Icon({ sign, size = 20 }: { sign: Sign; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden focusable="false">
      <path
        d={SIGNS[sign]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
