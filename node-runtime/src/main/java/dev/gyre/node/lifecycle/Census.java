package dev.gyre.node.lifecycle;

/**
 * What of a pod is there on its node, in numbers.
 *
 * @param pods 1 while it has a sandbox of which processes may run, else 0
 * @param running containers whose process runs
 * @param created containers that are made or started just now
 * @param exited containers that have ended
 * @param isUp all of its main containers run
 */
public record Census(int pods, int running, int created, int exited, boolean isUp) {

    public static final Census NOTHING = new Census(0, 0, 0, 0, false);

    public static Census of(PodState state) {
        PodFacts facts = state.facts();
        if (facts == null) {
            return NOTHING;
        }
        int running = 0;
        int created = 0;
        int exited = 0;
        for (ContainerProgress container : facts.containers().values()) {
            switch (container.phase()) {
                case ContainerPhase.Running is -> running++;
                case ContainerPhase.Creating is -> created++;
                case ContainerPhase.Starting is -> created++;
                case ContainerPhase.Exited is -> exited++;
                case ContainerPhase.Waiting is -> {}
                case ContainerPhase.Pulling is -> {}
                case ContainerPhase.PullFailed is -> {}
                case ContainerPhase.CreateFailed is -> {}
            }
        }
        boolean isActive = state instanceof PodState.Active;
        boolean isUp = isActive
                && facts.pod().containers().stream()
                        .allMatch(container -> facts.of(container).phase().isUp());
        return new Census(isActive || state instanceof PodState.Stopping ? 1 : 0, running, created, exited, isUp);
    }
}
