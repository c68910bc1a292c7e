package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.loadbalancer.AddressPool;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoleIdentityTest {

    /** RFC 5280 allows no longer common name, and a role alone shows its user in a certificate. */
    @Test
    void everyControllersUserFitsInACertificate() {
        List<RoleIdentity> identities = new ArrayList<>(List.of(RoleIdentity.CONTROLLERS, RoleIdentity.SCHEDULER));
        ApiClient unused = (ApiClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ApiClient.class}, (proxy, method, arguments) -> null);

        ControllersRole.controllers(
                KubernetesKinds.registry(),
                identity -> {
                    identities.add(identity);
                    return unused;
                },
                Instant.EPOCH,
                "",
                AddressPool.parse("192.0.2.2"),
                NoWayOut::lag);

        assertThat(identities)
                .hasSizeGreaterThan(5)
                .allSatisfy(identity -> assertThat(identity.user()).hasSizeLessThanOrEqualTo(64));
    }
}
