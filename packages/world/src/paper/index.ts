import type { Figure } from "./figure.ts";
import { congestion } from "./figures/congestion.ts";
import { figure3 } from "./figures/figure-3.ts";
import { figure4 } from "./figures/figure-4.ts";
import { figure5 } from "./figures/figure-5.ts";
import { figure6 } from "./figures/figure-6.ts";
import { figure10 } from "./figures/figure-10.ts";
import { figure11 } from "./figures/figure-11.ts";
import { figure12 } from "./figures/figure-12.ts";
import { figure13 } from "./figures/figure-13.ts";
import { figure14 } from "./figures/figure-14.ts";
import { figure15 } from "./figures/figure-15.ts";
import { figure16 } from "./figures/figure-16.ts";
import { figure17 } from "./figures/figure-17.ts";
import { figure18 } from "./figures/figure-18.ts";
import { figure19 } from "./figures/figure-19.ts";
import { figure21 } from "./figures/figure-21.ts";
import { figure22 } from "./figures/figure-22.ts";
import { figure23 } from "./figures/figure-23.ts";
import { figure25 } from "./figures/figure-25.ts";
import { figure26 } from "./figures/figure-26.ts";
import { figure27 } from "./figures/figure-27.ts";
import { figure28 } from "./figures/figure-28.ts";
import { figure29 } from "./figures/figure-29.ts";
import { figure30 } from "./figures/figure-30.ts";
import { overhead } from "./figures/overhead.ts";
import { roundTripDetector } from "./figures/round-trip-detector.ts";
import { roundTripRmsd } from "./figures/round-trip-rmsd.ts";
import { table1 } from "./figures/table-1.ts";

/** Everything of the paper that can be run again, in its order; then what the course claims. */
export const PAPER_FIGURES: readonly Figure[] = [
  overhead,
  roundTripDetector,
  table1,
  figure3,
  figure4,
  figure5,
  figure6,
  figure10,
  figure11,
  figure12,
  figure13,
  figure14,
  figure15,
  roundTripRmsd,
  figure16,
  figure17,
  figure18,
  figure19,
  figure21,
  figure22,
  figure23,
  figure25,
  figure26,
  figure27,
  figure28,
  figure29,
  figure30,
  congestion,
];
