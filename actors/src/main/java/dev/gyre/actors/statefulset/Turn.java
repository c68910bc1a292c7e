package dev.gyre.actors.statefulset;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.statefulset.Replicas.Place;
import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.PodWork;
import dev.gyre.actors.workload.RevisionHistory;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * The next step of a StatefulSet: first every place gets its pod, from the lowest up; then those beyond the size go, from the
 * highest down; then old pods make room for new ones, from the highest down to the partition. In order, each pod waits until
 * the one before it serves, and a round does one thing; in parallel, a round does all that it can.
 */
final class Turn {

    private final StatefulSet set;
    private final Replicas replicas;
    private final Resource current;
    private final Resource update;
    private final PodWork work;
    private final ClusterView view;
    private final Instant now;
    private final VolumeClaims claims;
    private int creationsLeft;
    private String waitsFor = "";

    /**
     * @param current the revision that pods below the partition are made of
     * @param update the revision of the newest template
     */
    Turn(
            StatefulSet set,
            Replicas replicas,
            Resource current,
            Resource update,
            PodWork work,
            int mostCreations,
            ClusterView view,
            Instant now) {
        this.set = set;
        this.replicas = replicas;
        this.current = current;
        this.update = update;
        this.work = work;
        this.creationsLeft = mostCreations;
        this.view = view;
        this.now = now;
        this.claims = new VolumeClaims(set, view);
    }

    void take() {
        if (fill() && shrink() && set.isRolling()) {
            renew();
        }
    }

    /** What holds up the next step; empty where nothing does. */
    String waitsFor() {
        return waitsFor;
    }

    /** Whether all that has to come before anything goes has come. */
    private boolean fill() {
        for (Place place : replicas.places()) {
            boolean isThere = fill(place);
            if (!isThere && set.isOrdered()) {
                return false;
            }
        }
        return true;
    }

    private boolean fill(Place place) {
        PodState pod = place.pod();
        if (pod == null) {
            create(place.ordinal());
            return false;
        }
        if (place.isGoing()) {
            return waitFor(pod.resource().name() + " to be gone");
        }
        if (pod.isFinished()) {
            replace(pod);
            return false;
        }
        List<Command> corrections = new ArrayList<>(claims.missing(place.ordinal()));
        corrections.addAll(claims.ownedAsTheyShould(pod.resource(), place.ordinal()));
        Identity.correction(pod.resource(), place.ordinal()).ifPresent(corrections::add);
        if (!corrections.isEmpty()) {
            work.add(corrections);
        }
        return isServed(place) || waitFor(pod.resource().name() + " to be available");
    }

    private void create(int ordinal) {
        ResourceKey key = set.podKey(ordinal);
        Resource going = claims.going(ordinal);
        if (going != null) {
            waitFor("the claim " + going.name() + " to be gone");
        } else if (view.get(key).isPresent()) {
            waitFor(key.name() + ", which belongs to somebody else, to be gone");
        } else if (creationsLeft > 0) {
            creationsLeft--;
            List<Command> chain = new ArrayList<>();
            for (Command claim : claims.missing(ordinal)) {
                chain.add(claim);
                chain.addAll(work.tell(
                        "SuccessfulCreate",
                        "create Claim %s Pod %s in StatefulSet %s success"
                                .formatted(claim.key().name(), key.name(), set.name())));
            }
            Resource revision = set.isRolling() && ordinal < set.firstToUpdate() ? current : update;
            JsonNode template = RevisionHistory.template(revision);
            chain.add(work.creation(key, Identity.pod(set, ordinal, template, revision.name())));
            work.add(chain, "SuccessfulCreate", told("create", key.name()));
        }
    }

    /** Its name is taken until it is gone. */
    private void replace(PodState ended) {
        delete(ended.resource(), List.of());
        work.warn(
                ended.phase().equals("Failed") ? "RecreatingFailedPod" : "RecreatingTerminatedPod",
                "StatefulSet %s/%s is recreating %s Pod %s"
                        .formatted(
                                set.resource().namespace(),
                                set.name(),
                                ended.phase().equals("Failed") ? "failed" : "terminated",
                                ended.resource().name()));
    }

    /** Whether nothing is left beyond the size. In order, one that is ill does not go before a lower one that is ill too. */
    private boolean shrink() {
        Place firstIll = replicas.beyond().reversed().stream()
                .filter(this::isIll)
                .findFirst()
                .orElse(null);
        for (Place place : replicas.beyond()) {
            Resource pod = Objects.requireNonNull(place.pod()).resource();
            if (place.isGoing()) {
                waitFor(pod.name() + " to be gone");
            } else if (set.isOrdered() && firstIll != null && isIll(place) && place != firstIll) {
                waitFor(set.podKey(firstIll.ordinal()).name() + " to be available or gone");
            } else {
                delete(pod, claims.ownedAsTheyShould(pod, place.ordinal()));
            }
            if (set.isOrdered()) {
                return false;
            }
        }
        return true;
    }

    /** With 5 places of which 1 is not served, and 2 that may be so: 1 old pod that serves may go. */
    private void renew() {
        int unserved = (int)
                replicas.places().stream().filter(place -> !isServed(place)).count();
        int mayGo = set.maxUnavailable() - unserved;
        for (Place place : replicas.places().reversed()) {
            if (place.ordinal() < set.firstToUpdate()) {
                return;
            }
            PodState pod = place.pod();
            if (pod == null || place.isGoing() || place.isOf(update.name())) {
                if (!isServed(place) && mayGo <= 0) {
                    waitFor(set.podKey(place.ordinal()).name() + " to be available");
                    return;
                }
                continue;
            }
            if (isServed(place) && mayGo-- <= 0) {
                return;
            }
            if (!pod.isFinished()) {
                delete(pod.resource(), List.of());
            }
        }
    }

    private void delete(Resource pod, List<Command> before) {
        List<Command> chain = new ArrayList<>(before);
        chain.add(work.deletion(pod));
        work.add(chain, "SuccessfulDelete", told("delete", pod.name()));
    }

    private String told(String verb, String pod) {
        return "%s Pod %s in StatefulSet %s successful".formatted(verb, pod, set.name());
    }

    /** What has ended does not get well. */
    private boolean isIll(Place place) {
        return !isServed(place) && place.pod() != null && !place.pod().isFinished();
    }

    private boolean isServed(Place place) {
        return place.isServed(set.minReadySeconds(), now);
    }

    private boolean waitFor(String what) {
        if (waitsFor.isEmpty()) {
            waitsFor = what;
        }
        return false;
    }
}
