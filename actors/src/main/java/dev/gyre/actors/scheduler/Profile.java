package dev.gyre.actors.scheduler;

import dev.gyre.actors.scheduler.plugins.BalancedAllocation;
import dev.gyre.actors.scheduler.plugins.ImageLocality;
import dev.gyre.actors.scheduler.plugins.LeastAllocated;
import dev.gyre.actors.scheduler.plugins.NodeAffinity;
import dev.gyre.actors.scheduler.plugins.NodeName;
import dev.gyre.actors.scheduler.plugins.NodePorts;
import dev.gyre.actors.scheduler.plugins.NodeResourcesFit;
import dev.gyre.actors.scheduler.plugins.NodeUnschedulable;
import dev.gyre.actors.scheduler.plugins.OwnerSpread;
import dev.gyre.actors.scheduler.plugins.TaintToleration;
import dev.gyre.actors.scheduler.plugins.VolumeBinding;
import dev.gyre.actors.scheduler.plugins.VolumeRestrictions;
import java.util.List;

/**
 * One scheduler: the pods that name it, what makes a node possible for them, and what makes one better than another.
 *
 * @param name what pods say in {@code schedulerName}
 * @param filters in order; the first that objects ends the question
 */
public record Profile(String name, List<Filter> filters, List<Weighted> scores) {

    /** A score, and how much it counts beside the others. */
    public record Weighted(Score score, int weight) {}

    public static final String DEFAULT_NAME = "default-scheduler";

    /** What everybody gets who asks for nothing else. */
    public static Profile standard() {
        TaintToleration taints = new TaintToleration();
        NodeAffinity affinity = new NodeAffinity();
        return new Profile(
                DEFAULT_NAME,
                List.of(
                        new NodeUnschedulable(), // cheapest first: an administrator has closed the node
                        new NodeName(), // the pod wants one node and no other
                        taints, // the node wants only pods that bear with it; not ready is such a mark
                        affinity, // the pod wants only nodes of some kind
                        new NodePorts(), // somebody else listens there
                        new VolumeRestrictions(), // somebody else has the volume, and will not share it
                        new VolumeBinding(), // its data is elsewhere
                        new NodeResourcesFit()), // last, since its reasons are the ones that pass by themselves
                List.of(
                        new Weighted(taints, 3), // a soft objection of the node outweighs all wishes
                        new Weighted(affinity, 2), // a wish of the pod's author outweighs our own ideas
                        new Weighted(new OwnerSpread(), 2), // one node's end should not be one application's
                        new Weighted(new LeastAllocated(), 1), // room to grow
                        new Weighted(new BalancedAllocation(), 1), // no cpu left over without memory to use it
                        new Weighted(new ImageLocality(), 1))); // starts sooner where nothing has to be pulled
    }
}
