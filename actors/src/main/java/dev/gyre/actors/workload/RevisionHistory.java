package dev.gyre.actors.workload;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ControllerRevisions of a DaemonSet or StatefulSet: one for each template that it has had, in the order of their numbers.
 * A revision holds the template as the strategic merge patch with which {@code kubectl rollout undo} goes back to it. A
 * template that comes back gets its old revision with the next number, so the newest template always has the highest.
 *
 * @param hashLabel by which label a revision, and where the kind wants it so its pods, carry the template's hash
 */
public record RevisionHistory(
        Resource owner, String kind, String hashLabel, Claim claim, List<Resource> revisions, ClusterView view) {

    public static final String POD_LABEL = "controller-revision-hash";

    private static final String API_VERSION = "apps/v1";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    public static RevisionHistory of(
            Resource owner, String kind, String hashLabel, Selector selector, ClusterView view) {
        Claim claim = Claim.of(owner, kind, selector, Claim.candidates(owner, "apps", "controllerrevisions", view));
        List<Resource> revisions = claim.owned().stream()
                .filter(revision -> !revision.isDeleting())
                .sorted(Comparator.comparingLong(RevisionHistory::number).thenComparing(Resource::name))
                .toList();
        return new RevisionHistory(owner, kind, hashLabel, claim, revisions, view);
    }

    public static long number(Resource revision) {
        return revision.json().path("revision").asLong(0);
    }

    public static JsonNode template(Resource revision) {
        JsonNode template =
                revision.json().path("data").path("spec").path("template").deepCopy();
        if (template instanceof ObjectNode object) {
            object.remove("$patch");
        }
        return template;
    }

    /** The revision that holds this template; of several the newest; null where it is not recorded yet. */
    public @Nullable Resource of(PodTemplate template) {
        for (Resource revision : revisions.reversed()) {
            if (PodTemplate.of(template(revision)).isSameAs(template)) {
                return revision;
            }
        }
        return null;
    }

    public @Nullable Resource named(String name) {
        return revisions.stream().filter(r -> r.name().equals(name)).findFirst().orElse(null);
    }

    /** The name that the template's revision has or would get. */
    public String nameOf(PodTemplate template, int collisionCount) {
        return owner.name() + "-" + template.hash(collisionCount);
    }

    /** Whether that name belongs to somebody else, so that another hash has to be tried. */
    public boolean isTaken(PodTemplate template, int collisionCount) {
        return of(template) == null
                && view.get(key(nameOf(template, collisionCount))).isPresent();
    }

    /** Records the template as the newest one, unless it is that already. */
    public Optional<Command> recording(PodTemplate template, int collisionCount) {
        Resource known = of(template);
        long next = revisions.isEmpty() ? 1 : number(revisions.getLast()) + 1;
        if (known == null) {
            return Optional.of(creation(template, collisionCount, next));
        }
        if (known == revisions.getLast()) {
            return Optional.empty();
        }
        ObjectNode renumbered = known.copy().put("revision", next);
        annotate(renumbered);
        return Optional.of(new Command.Update(known.key(), null, known.revision(), renumbered, List.of()));
    }

    private Command creation(PodTemplate template, int collisionCount, long number) {
        ResourceKey key = key(nameOf(template, collisionCount));
        ObjectNode revision = Json.object().put("apiVersion", API_VERSION).put("kind", "ControllerRevision");
        ObjectNode metadata = revision.putObject("metadata");
        metadata.put("name", key.name()).put("namespace", key.namespace());
        ObjectNode labels = metadata.putObject("labels");
        template.json().path("metadata").path("labels").properties().forEach(e -> labels.set(e.getKey(), e.getValue()));
        labels.put(hashLabel, template.hash(collisionCount));
        annotate(revision);
        metadata.putArray("ownerReferences")
                .add(OwnerReference.controllerOf(API_VERSION, kind, owner).toJson());
        revision.putObject("data").putObject("spec").set("template", template.asPatch());
        revision.put("revision", number);
        return new Command.Create(key, revision, List.of(new Guard.Exists(owner.key(), owner.uid())));
    }

    /** {@code kubectl rollout history} shows the change's cause from here. */
    private void annotate(ObjectNode revision) {
        ObjectNode annotations = Json.object();
        for (Map.Entry<String, String> annotation : owner.annotations().entrySet()) {
            if (!annotation.getKey().equals(LAST_APPLIED)) {
                annotations.put(annotation.getKey(), annotation.getValue());
            }
        }
        if (annotations.isEmpty()) {
            revision.withObjectProperty("metadata").remove("annotations");
        } else {
            revision.withObjectProperty("metadata").set("annotations", annotations);
        }
    }

    /** Deletes the oldest of those that nothing is of any more, so that no more than the limit of them stay. */
    public List<Command> trimming(Set<String> namesInUse, int limit) {
        List<Resource> idle = new ArrayList<>();
        for (Resource revision : revisions) {
            if (!namesInUse.contains(revision.name())) {
                idle.add(revision);
            }
        }
        List<Command> deletions = new ArrayList<>();
        for (Resource revision : idle.subList(0, Math.max(0, idle.size() - limit))) {
            deletions.add(new Command.Delete(
                    revision.key(), revision.uid(), null, Command.Propagation.BACKGROUND, null, List.of()));
        }
        return deletions;
    }

    private ResourceKey key(String name) {
        return ResourceKey.namespaced("apps", "controllerrevisions", owner.namespace(), name);
    }
}
