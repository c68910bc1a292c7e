package dev.gyre.actors.scheduler;

import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.actors.volume.VolumeClass;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's claims ask of a node.
 *
 * @param objection why no node will do, whatever else it offers; empty where one may
 * @param bound the claims that have got their volumes and say so
 * @param volumes those that it has got, or is about to get: the node must reach them all
 * @param selected where volumes are being made for it; the node must be this one. Empty for nowhere yet
 * @param open the claims that have nothing yet, and take what the chosen node offers
 * @param isWaiting whether some claim has not got its volume yet
 * @param isTaken whether another pod uses a claim that only one pod may use
 */
public record PodClaims(
        String objection,
        List<VolumeClaim> bound,
        List<Volume> volumes,
        List<String> selected,
        List<Open> open,
        boolean isWaiting,
        boolean isTaken) {

    public static final PodClaims NONE = new PodClaims("", List.of(), List.of(), List.of(), List.of(), false, false);

    static PodClaims impossible(String objection) {
        return new PodClaims(objection, List.of(), List.of(), List.of(), List.of(), false, false);
    }

    /**
     * A claim without a volume.
     *
     * @param candidates the volumes that are there and would do, wherever they are
     * @param maker of which one is made where none of these is; null where none is made
     */
    public record Open(
            VolumeClaim claim,
            List<Volume> candidates,
            @Nullable VolumeClass maker) {

        boolean isMadeOn(Resource node) {
            return maker != null && maker.allows(node);
        }
    }

    /** What an open claim gets; no volume where one is yet to be made. */
    record Chosen(Open open, Optional<Volume> volume) {}

    public boolean reachesAll(Resource node) {
        return volumes.stream().allMatch(volume -> volume.isReachableFrom(node));
    }

    /** Whether every claim that is open gets something there. */
    public boolean isServedOn(Resource node) {
        return selected.stream().allMatch(node.name()::equals) && choose(node).size() == open.size();
    }

    /** What each open claim gets on this node: the smallest that will do, the least claim first, no volume twice. */
    List<Chosen> choose(Resource node) {
        List<Chosen> chosen = new ArrayList<>();
        List<Volume> left = new ArrayList<>();
        open.stream().sorted(Comparator.comparing(o -> o.claim().requested())).forEach(each -> {
            Optional<Volume> found = each.candidates().stream()
                    .filter(volume -> volume.isReachableFrom(node) && !left.contains(volume))
                    .findFirst();
            found.ifPresent(left::add);
            if (found.isPresent() || each.isMadeOn(node)) {
                chosen.add(new Chosen(each, found));
            }
        });
        return chosen;
    }

    /** What must still be so when the pod is bound: nobody deletes a claim meanwhile. */
    List<Guard> guards() {
        return bound.stream()
                .<Guard>map(claim ->
                        new Guard.Unchanged(claim.key(), claim.resource().revision()))
                .toList();
    }
}
