package dev.gyre.cli;

import dev.gyre.cli.pki.ClusterPki;
import java.util.ArrayList;
import java.util.List;

/**
 * Who a role is: upstream's user name and groups, and the name of its certificate's files. The group {@code
 * gyre:components} is what the gateway honours causes and guards from; it grants nothing else.
 */
public record RoleIdentity(String file, String user, List<String> groups) {

    static final String COMPONENTS = "gyre:components";
    static final String MASTERS = "system:masters";

    static final RoleIdentity ADMIN = new RoleIdentity("admin", "kubernetes-admin", List.of(MASTERS));
    static final RoleIdentity SCHEDULER = new RoleIdentity("scheduler", "system:kube-scheduler", List.of(COMPONENTS));
    public static final RoleIdentity CONTROLLERS =
            new RoleIdentity("controllers", "system:kube-controller-manager", List.of(COMPONENTS));
    /** A process of node agents towards Kafka; towards the API each node is itself. */
    static final RoleIdentity NODES = new RoleIdentity("nodes", "gyre-nodes", List.of());

    /** What follows Services on a node's behalf; a certificate of its own, as upstream's kube-proxy has one. */
    static final RoleIdentity PROXY = new RoleIdentity("proxy", "system:kube-proxy", List.of(COMPONENTS));

    /** The cluster's names, and its way in from outside; each a service account of kube-system. */
    static final RoleIdentity DNS = serviceAccount("dns", "kube-dns");

    static final RoleIdentity INGRESS = serviceAccount("ingress", "gyre-ingress");

    static final RoleIdentity GATEWAY_TO_KUBELET =
            new RoleIdentity("kubelet-client", "kube-apiserver-kubelet-client", List.of());

    /** The gateway towards the servers behind APIServices, which believe it about who asks. */
    static final RoleIdentity FRONT_PROXY = new RoleIdentity("front-proxy-client", "front-proxy-client", List.of());

    static final RoleIdentity GATEWAY = new RoleIdentity("gateway", "gyre-gateway", List.of());

    /** A controller's service account in kube-system. */
    static RoleIdentity controller(String account) {
        return serviceAccount("controller-" + account, account);
    }

    private static RoleIdentity serviceAccount(String file, String account) {
        return new RoleIdentity(
                file,
                "system:serviceaccount:kube-system:" + account,
                List.of("system:serviceaccounts", "system:serviceaccounts:kube-system", COMPONENTS));
    }

    static RoleIdentity node(String nodeName) {
        return new RoleIdentity("node-" + nodeName, "system:node:" + nodeName, List.of("system:nodes", COMPONENTS));
    }

    ClusterPki.Credentials credentials(ClusterPki pki) {
        return pki.credentials(file, user, groups, List.of());
    }

    /** The groups that authentication would give it. */
    String[] authenticatedGroups() {
        List<String> all = new ArrayList<>(groups);
        all.add("system:authenticated");
        return all.toArray(String[]::new);
    }
}
