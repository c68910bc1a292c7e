package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.Filter;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import dev.gyre.actors.scheduler.Score;
import dev.gyre.actors.workload.Taint;
import java.util.List;

/** Taints of effect NoSchedule and NoExecute keep pods away that do not tolerate them; PreferNoSchedule counts against a node. */
public final class TaintToleration implements Filter, Score {

    @Override
    public List<String> reasonsAgainst(PodInfo pod, NodeInfo node) {
        for (Taint taint : node.taints()) {
            boolean isStrict =
                    taint.effect().equals("NoSchedule") || taint.effect().equals("NoExecute");
            if (isStrict && !taint.isToleratedBy(pod.tolerations())) {
                return List.of("node(s) had untolerated taint {" + taint + "}");
            }
        }
        return List.of();
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        long objections = 0;
        for (Taint taint : node.taints()) {
            if (taint.effect().equals("PreferNoSchedule") && !taint.isToleratedBy(pod.tolerations())) {
                objections++;
            }
        }
        return objections;
    }

    @Override
    public Scale scale() {
        return Scale.LEAST_IS_BEST;
    }
}
