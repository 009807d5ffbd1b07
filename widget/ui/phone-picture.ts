import { css, html, type TemplateResult } from 'lit';

/** A phone on which a request waits. Decorative; it breathes slowly unless `still`. */
export const phonePicture = (still: boolean): TemplateResult =>
  html`<svg class="phone ${still ? 'still' : ''}" viewBox="0 0 120 132" aria-hidden="true">
    <circle class="halo" cx="60" cy="66" r="58"></circle>
    <rect class="case" x="36" y="10" width="48" height="96" rx="10"></rect>
    <path class="line" d="M54 17h12"></path>
    <g class="card">
      <rect class="paper" x="24" y="44" width="72" height="34" rx="8"></rect>
      <rect class="mark" x="31" y="51" width="20" height="20" rx="6"></rect>
      <path class="tick" d="m36.5 61 3.2 3.2 6-6.4"></path>
      <path class="line" d="M58 57h30M58 65h18"></path>
    </g>
  </svg>`;

export const phonePictureStyles = css`
  .phone {
    inline-size: 7.5rem;
    fill: none;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .halo {
    fill: var(--_color-subtle);
  }
  .case,
  .paper {
    fill: var(--_color-surface);
    stroke: var(--_color-control);
    stroke-width: 2;
  }
  .paper {
    stroke: var(--_color-border);
    filter: drop-shadow(0 3px 5px rgb(0 0 0 / 10%));
  }
  .line {
    stroke: var(--_color-border);
    stroke-width: 4;
  }
  .mark {
    fill: var(--_color-accent);
  }
  .tick {
    stroke: var(--_color-on-accent);
    stroke-width: 2.5;
  }
  .card {
    animation: arrive 3.2s ease-in-out infinite alternate;
  }
  .still .card {
    animation: none;
    opacity: 0.6;
  }
  @keyframes arrive {
    from {
      translate: 0 3px;
    }
    to {
      translate: 0 -3px;
    }
  }
`;
