package dev.gyre.actors.scheduler;

/** Says how good a node is for a pod, compared with the other possible ones. */
public interface Score extends Plugin {

    long HIGHEST = 100;

    /** In the scale of {@link #scale}. */
    long score(PodInfo pod, NodeInfo node);

    /** What the numbers mean. */
    default Scale scale() {
        return Scale.HUNDRED_IS_BEST;
    }

    /** How raw scores become 0 to 100, of which 100 is best. */
    enum Scale {
        /** They are that already. */
        HUNDRED_IS_BEST {
            @Override
            public void normalize(long[] scores) {}
        },
        /** The largest among the nodes is best, in proportion. */
        MOST_IS_BEST {
            @Override
            public void normalize(long[] scores) {
                long most = most(scores);
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = most == 0 ? 0 : scores[i] * HIGHEST / most;
                }
            }
        },
        /** Zero is best and the largest among the nodes worst, in proportion. */
        LEAST_IS_BEST {
            @Override
            public void normalize(long[] scores) {
                long most = most(scores);
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = most == 0 ? HIGHEST : HIGHEST - scores[i] * HIGHEST / most;
                }
            }
        };

        public abstract void normalize(long[] scores);

        private static long most(long[] scores) {
            long most = 0;
            for (long score : scores) {
                most = Math.max(most, score);
            }
            return most;
        }
    }
}
