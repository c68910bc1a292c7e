package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion.Defaults;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.RbacColumns;
import dev.gyre.schemas.defaults.CoreDefaults;

/** The four kinds that say who may do what. */
final class Rbac {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private Rbac() {}

    static ResourceKind role() {
        return Entry.namespaced(GROUP, "Role", "roles")
                .storedAs("v1", "io.k8s.api.rbac.v1.Role", Defaults.NONE)
                .columns(RbacColumns.ofRoles())
                .build();
    }

    static ResourceKind clusterRole() {
        return Entry.clusterScoped(GROUP, "ClusterRole", "clusterroles")
                .storedAs("v1", "io.k8s.api.rbac.v1.ClusterRole", Defaults.NONE)
                .columns(RbacColumns.ofRoles())
                .build();
    }

    static ResourceKind roleBinding() {
        return Entry.namespaced(GROUP, "RoleBinding", "rolebindings")
                .storedAs("v1", "io.k8s.api.rbac.v1.RoleBinding", CoreDefaults::binding)
                .columns(RbacColumns.ofBindings())
                .build();
    }

    static ResourceKind clusterRoleBinding() {
        return Entry.clusterScoped(GROUP, "ClusterRoleBinding", "clusterrolebindings")
                .storedAs("v1", "io.k8s.api.rbac.v1.ClusterRoleBinding", CoreDefaults::binding)
                .columns(RbacColumns.ofBindings())
                .build();
    }
}
