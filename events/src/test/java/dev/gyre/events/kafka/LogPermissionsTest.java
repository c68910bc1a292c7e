package dev.gyre.events.kafka;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.IDEMPOTENT_WRITE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.CLUSTER;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.junit.jupiter.api.Test;

class LogPermissionsTest {

    private static final String ROBOT = "system:serviceaccount:shop:robot";

    @Test
    void theGatewayOwnsTheLog() {
        assertThat(LogPermissions.allows("gyre-gateway", WRITE, TOPIC, "gyre.changes"))
                .isTrue();
        assertThat(LogPermissions.allows("gyre-gateway", DELETE, TOPIC, "gyre.changes"))
                .isTrue();
        assertThat(LogPermissions.allows("gyre-kafka", ALTER, CLUSTER, "kafka-cluster"))
                .isTrue();
    }

    @Test
    void componentsReadEverythingAndWriteWhatIsBornWithThem() {
        for (String user : new String[] {"system:kube-controller-manager", "system:kube-scheduler", "gyre-nodes"}) {
            assertThat(LogPermissions.allows(user, READ, TOPIC, "gyre.changes")).isTrue();
            assertThat(LogPermissions.allows(user, READ, GROUP, "gyre-controllers"))
                    .isTrue();
            assertThat(LogPermissions.allows(user, WRITE, TOPIC, "gyre.decisions"))
                    .isTrue();
            assertThat(LogPermissions.allows(user, WRITE, TOPIC, "gyre.heartbeats"))
                    .isTrue();
            assertThat(LogPermissions.allows(user, WRITE, TOPIC, "gyre.autoscaling"))
                    .isTrue();
            assertThat(LogPermissions.allows(user, IDEMPOTENT_WRITE, CLUSTER, "kafka-cluster"))
                    .isTrue();
            assertThat(LogPermissions.allows(user, CREATE, TOPIC, "gyre.changes"))
                    .isTrue();
            assertThat(LogPermissions.allows(user, WRITE, TOPIC, "gyre.changes"))
                    .isFalse();
            assertThat(LogPermissions.allows(user, WRITE, TOPIC, "gyre.progress"))
                    .isFalse();
            assertThat(LogPermissions.allows(user, WRITE, TOPIC, "gyre.intents.shop.robot"))
                    .isFalse();
            assertThat(LogPermissions.allows(user, DELETE, TOPIC, "gyre.changes"))
                    .isFalse();
        }
    }

    @Test
    void anAccountSpeaksForItselfAlone() {
        assertThat(LogPermissions.allows(ROBOT, WRITE, TOPIC, "gyre.intents.shop.robot"))
                .isTrue();
        assertThat(LogPermissions.allows(ROBOT, READ, TOPIC, "gyre.intents.results"))
                .isTrue();
        assertThat(LogPermissions.allows(ROBOT, READ, GROUP, "gyre.intents.shop.robot.results"))
                .isTrue();
        assertThat(LogPermissions.allows(ROBOT, IDEMPOTENT_WRITE, CLUSTER, "kafka-cluster"))
                .isTrue();
        assertThat(LogPermissions.allows(ROBOT, WRITE, TOPIC, "gyre.intents.shop.other"))
                .isFalse();
        assertThat(LogPermissions.allows(ROBOT, WRITE, TOPIC, "gyre.intents.shop.robot.two"))
                .isFalse();
        assertThat(LogPermissions.allows(ROBOT, WRITE, TOPIC, "gyre.intents.results"))
                .isFalse();
        assertThat(LogPermissions.allows(ROBOT, READ, TOPIC, "gyre.intents.shop.robot"))
                .isFalse();
        assertThat(LogPermissions.allows(ROBOT, READ, TOPIC, "gyre.changes")).isFalse();
        assertThat(LogPermissions.allows(ROBOT, DESCRIBE, TOPIC, "gyre.changes"))
                .isFalse();
        assertThat(LogPermissions.allows(ROBOT, READ, GROUP, "gyre-controllers"))
                .isFalse();
        assertThat(LogPermissions.allows(ROBOT, READ, GROUP, "gyre.intents.shop.robots"))
                .isFalse();
        assertThat(LogPermissions.allows(ROBOT, CREATE, TOPIC, "gyre.intents.shop.robot"))
                .isFalse();
    }

    @Test
    void whoOnlyHasACertificateOfTheClusterHasNothing() {
        for (String user : new String[] {
            "alice",
            "ANONYMOUS",
            "",
            "system:node:node-1",
            "system:serviceaccount:shop",
            "system:serviceaccount::robot",
            "system:serviceaccount:shop:",
            "system:serviceaccount:shop.x:robot",
            "system:serviceaccount:shop:robot:x"
        }) {
            assertThat(LogPermissions.allows(user, READ, TOPIC, "gyre.changes")).isFalse();
            assertThat(LogPermissions.allows(user, DESCRIBE, CLUSTER, "kafka-cluster"))
                    .isFalse();
            assertThat(LogPermissions.allows(user, WRITE, TOPIC, "gyre.intents.shop.robot"))
                    .isFalse();
            assertThat(LogPermissions.allows(user, IDEMPOTENT_WRITE, CLUSTER, "kafka-cluster"))
                    .isFalse();
        }
    }

    /** The order and the escapes of a name are its owner's choice. */
    @Test
    void aCommonNameIsReadAsAName() {
        assertThat(CertificatePrincipals.principal("CN=gyre-gateway").getName()).isEqualTo("gyre-gateway");
        assertThat(CertificatePrincipals.principal("CN=" + ROBOT + ",O=system:serviceaccounts,O=x")
                        .getName())
                .isEqualTo(ROBOT);
        assertThat(CertificatePrincipals.principal("O=a\\,CN\\=gyre-gateway,CN=alice")
                        .getName())
                .isEqualTo("alice");
        assertThat(CertificatePrincipals.principal("O=x+CN=alice").getName()).isEqualTo("alice");
        assertThat(CertificatePrincipals.principal("CN=alice,CN=gyre-gateway")).isEqualTo(KafkaPrincipal.ANONYMOUS);
        assertThat(CertificatePrincipals.principal("O=alice")).isEqualTo(KafkaPrincipal.ANONYMOUS);
        assertThat(CertificatePrincipals.principal("CN=")).isNotEqualTo(new KafkaPrincipal("User", "gyre-gateway"));
    }
}
