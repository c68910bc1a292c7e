package dev.gyre.events.kafka;

import dev.gyre.events.Topics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who may do what with the log. The gateway and the administrator own it. Other components read all of it and write what is
 * born with them. A service account puts intents into its own topic and reads results. All others, whoever signed their
 * certificates, have no business here: what stands on the log would show them what RBAC may not. Topics may have a prefix, save
 * those of intents.
 */
final class LogPermissions {

    private static final Set<String> OWNERS = Set.of("gyre-kafka", "gyre-gateway", "kubernetes-admin");
    private static final Set<String> COMPONENTS =
            Set.of("system:kube-controller-manager", "system:kube-scheduler", "gyre-nodes");
    private static final Set<String> BORN_WITH_THEM = Set.of(Topics.DECISIONS, Topics.HEARTBEATS, Topics.AUTOSCALING);
    private static final Set<AclOperation> LOOKS =
            Set.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.READ);
    private static final String ACCOUNT = "system:serviceaccount:";

    private LogPermissions() {}

    static boolean allows(String user, AclOperation operation, ResourceType type, String name) {
        if (OWNERS.contains(user)) {
            return true;
        }
        if (operation == AclOperation.IDEMPOTENT_WRITE && type == ResourceType.CLUSTER) {
            return writesSomething(user);
        }
        if (COMPONENTS.contains(user)) {
            return LOOKS.contains(operation) || isMadeByComponents(operation, type, name);
        }
        return ownIntents(user)
                .filter(own -> allowsAccount(own, operation, type, name))
                .isPresent();
    }

    /** Whether there is a topic into which this user may write. */
    static boolean writesSomething(String user) {
        return OWNERS.contains(user)
                || COMPONENTS.contains(user)
                || ownIntents(user).isPresent();
    }

    private static boolean isMadeByComponents(AclOperation operation, ResourceType type, String name) {
        if (type != ResourceType.TOPIC) {
            return false;
        }
        return switch (operation) {
            case WRITE -> BORN_WITH_THEM.stream().anyMatch(name::endsWith);
            case CREATE -> !name.contains(Topics.INTENTS);
            default -> false;
        };
    }

    private static boolean allowsAccount(String own, AclOperation operation, ResourceType type, String name) {
        return switch (type) {
            case TOPIC ->
                switch (operation) {
                    case WRITE -> name.equals(own);
                    case READ -> name.equals(Topics.INTENT_RESULTS);
                    case DESCRIBE -> name.equals(own) || name.equals(Topics.INTENT_RESULTS);
                    default -> false;
                };
            case GROUP -> LOOKS.contains(operation) && (name.equals(own) || name.startsWith(own + "."));
            default -> false;
        };
    }

    /** The topic of a service account's intents; a namespace has no dot in it, so no two accounts share one. */
    private static Optional<String> ownIntents(String user) {
        String[] parts =
                user.startsWith(ACCOUNT) ? user.substring(ACCOUNT.length()).split(":", -1) : new String[0];
        boolean isAccount = parts.length == 2 && !parts[0].isEmpty() && !parts[0].contains(".") && !parts[1].isEmpty();
        return isAccount ? Optional.of(Topics.INTENTS + parts[0] + "." + parts[1]) : Optional.empty();
    }
}
