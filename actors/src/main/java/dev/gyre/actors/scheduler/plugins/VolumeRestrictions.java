package dev.gyre.actors.scheduler.plugins;

import dev.gyre.actors.scheduler.Filter;
import dev.gyre.actors.scheduler.NodeInfo;
import dev.gyre.actors.scheduler.PodInfo;
import java.util.List;

/** A claim of mode {@code ReadWriteOncePod} is one pod's at a time, on whatever node. */
public final class VolumeRestrictions implements Filter {

    @Override
    public boolean concerns(PodInfo pod) {
        return pod.claims().isTaken();
    }

    @Override
    public List<String> reasonsAgainst(PodInfo pod, NodeInfo node) {
        return List.of("node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode");
    }

    @Override
    public boolean isAboutOtherPods() {
        return true;
    }
}
