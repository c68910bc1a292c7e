package dev.gyre.gateway.auth;

import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.storage.LocalPath;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node may do: know its own pods and what they refer to, and tell of itself. Decided by what the pods that are bound
 * to it name, so that a node that is taken over gives away its own pods' secrets and no others. Whom it does not speak of
 * it leaves to RBAC; nodes are refused here outright where RBAC might be generous.
 */
public final class NodeAuthorizer implements Authorizer {

    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> WRITE_STATUS = Set.of("update", "patch");
    private static final Set<String> READ_FREELY = Set.of("services", "endpoints", "namespaces");
    private static final String LEASES_NAMESPACE = "kube-node-lease";

    private final ResourceReader reader;

    public NodeAuthorizer(ResourceReader reader) {
        this.reader = reader;
    }

    @Override
    public Verdict authorize(UserInfo user, Attributes wanted) {
        String node = nodeOf(user);
        if (node == null) {
            return Verdict.NO_OPINION;
        }
        if (!wanted.isResourceRequest()) {
            return wanted.path().startsWith("/gyre/") && !wanted.path().equals("/gyre/v1/revision")
                    ? Verdict.deny("nodes may not ask for the whole cluster")
                    : Verdict.NO_OPINION;
        }
        return switch (wanted.group()) {
            case "" -> core(node, wanted);
            case "coordination.k8s.io" -> lease(node, wanted);
            case "events.k8s.io" -> wanted.resource().equals("events") ? events(wanted) : Verdict.NO_OPINION;
            case "certificates.k8s.io" ->
                allowIf(
                        wanted.resource().equals("certificatesigningrequests")
                                && (READ.contains(wanted.verb())
                                        || wanted.verb().equals("create")),
                        "");
            case "discovery.k8s.io" -> allowIf(READ.contains(wanted.verb()), "");
            default -> Verdict.NO_OPINION;
        };
    }

    /** The name of the node that this user is, null for everybody else. */
    public static @Nullable String nodeOf(UserInfo user) {
        return user.groups().contains(Groups.NODES) && user.name().startsWith(Groups.NODE_USER_PREFIX)
                ? user.name().substring(Groups.NODE_USER_PREFIX.length())
                : null;
    }

    private Verdict core(String node, Attributes wanted) {
        String verb = wanted.verb();
        return switch (wanted.resource()) {
            case "nodes" ->
                allowIf(
                        verb.equals("create") || (wanted.name().equals(node) && !verb.equals("delete")),
                        "a node may only touch its own Node");
            case "nodes/status" ->
                allowIf(
                        wanted.name().equals(node) && (READ.contains(verb) || WRITE_STATUS.contains(verb)),
                        "a node may only touch its own Node");
            case "pods" -> pods(node, wanted);
            case "pods/status" ->
                allowIf(
                        WRITE_STATUS.contains(verb) && isOwnPod(node, wanted),
                        "a node may only tell of the pods that are bound to it");
            case "pods/eviction" -> allowIf(verb.equals("create") && isOwnPod(node, wanted), "");
            case "secrets", "configmaps", "serviceaccounts", "persistentvolumeclaims" ->
                allowIf(
                        READ.contains(verb) && isReferred(node, wanted),
                        "no relationship found between node '" + node + "' and this object");
            case "serviceaccounts/token" ->
                allowIf(
                        verb.equals("create") && isReferred(node, wanted),
                        "no relationship found between node '" + node + "' and this object");
            case "events" -> events(wanted);
            case "persistentvolumes" ->
                allowIf(
                        READ.contains(verb) || (verb.equals("update") && isOwnVolume(node, wanted)),
                        "a node may only let go of volumes that lie on it");
            default ->
                READ_FREELY.contains(wanted.resource()) && READ.contains(verb) ? Verdict.allow("") : Verdict.NO_OPINION;
        };
    }

    /**
     * Reading a pod by name, and deleting it once it has ended, is for its own; a list must say which node it is about,
     * which the selector in the request does and the pipeline holds.
     */
    private Verdict pods(String node, Attributes wanted) {
        return switch (wanted.verb()) {
            case "get", "delete" ->
                allowIf(isOwnPod(node, wanted), "a node may only touch the pods that are bound to it");
            case "list", "watch" ->
                allowIf(
                        node.equals(wanted.selectedNode()) || (!wanted.name().isEmpty() && isOwnPod(node, wanted)),
                        "can only list/watch pods with spec.nodeName field selector");
            default -> Verdict.NO_OPINION;
        };
    }

    private static Verdict lease(String node, Attributes wanted) {
        boolean isOwn = wanted.resource().equals("leases")
                && wanted.namespace().equals(LEASES_NAMESPACE)
                && (wanted.name().equals(node) || wanted.verb().equals("create"));
        return allowIf(isOwn, "a node may only hold its own lease in " + LEASES_NAMESPACE);
    }

    private static Verdict events(Attributes wanted) {
        return allowIf(Set.of("create", "patch", "update").contains(wanted.verb()), "");
    }

    private boolean isOwnPod(String node, Attributes wanted) {
        StoredObject pod = reader.latest().get(ResourceKey.namespaced("", "pods", wanted.namespace(), wanted.name()));
        // A pod that is gone is nobody's: the answer will be that it is not found.
        return pod == null || isBoundTo(pod, node);
    }

    private boolean isOwnVolume(String node, Attributes wanted) {
        StoredObject volume = reader.latest().get(ResourceKey.clusterScoped("", "persistentvolumes", wanted.name()));
        return volume == null || LocalPath.isOneOn(volume.json(), node);
    }

    private boolean isReferred(String node, Attributes wanted) {
        if (wanted.name().isEmpty()) {
            return false;
        }
        int slash = wanted.resource().indexOf('/');
        String plural = slash < 0 ? wanted.resource() : wanted.resource().substring(0, slash);
        Snapshot snapshot = reader.latest();
        for (StoredObject pod : snapshot.list("", "pods", wanted.namespace(), null)) {
            if (isBoundTo(pod, node) && PodReferences.of(pod.json()).contains(plural, wanted.name())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBoundTo(StoredObject pod, String node) {
        return pod.json().path("spec").path("nodeName").asString("").equals(node);
    }

    private static Verdict allowIf(boolean isAllowed, String otherwise) {
        return isAllowed ? Verdict.allow("") : Verdict.deny(otherwise);
    }
}
