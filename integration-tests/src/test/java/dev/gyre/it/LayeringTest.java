package dev.gyre.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point left only, and each outside system is seen by one module. */
@AnalyzeClasses(packages = "dev.gyre", importOptions = DoNotIncludeTests.class)
class LayeringTest {

    @ArchTest
    static final ArchRule MODULES = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("schemas")
            .definedBy("dev.gyre.schemas..")
            .layer("events")
            .definedBy("dev.gyre.events..")
            .layer("actors")
            .definedBy("dev.gyre.actors..")
            .layer("api-gateway")
            .definedBy("dev.gyre.gateway..")
            .layer("node-runtime")
            .definedBy("dev.gyre.node..")
            .layer("cli")
            .definedBy("dev.gyre.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("actors")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("api-gateway")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("node-runtime")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("events")
            .mayOnlyBeAccessedByLayers("actors", "api-gateway", "node-runtime", "cli");

    @ArchTest
    static final ArchRule KAFKA_IS_SEEN_BY_EVENTS_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.gyre.events..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "kafka..");

    @ArchTest
    static final ArchRule ETCD_IS_SEEN_BY_THE_GATEWAY_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.gyre.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.etcd..");

    @ArchTest
    static final ArchRule DOCKER_IS_SEEN_BY_THE_NODE_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.gyre.node..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.dockerjava..");

    @ArchTest
    static final ArchRule KAMON_IS_SEEN_BY_TELEMETRY_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.gyre.events.telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kamon..", "io.opentelemetry..");

    /** What decides has no clock of its own: time comes in as an argument. */
    @ArchTest
    static final ArchRule RECONCILERS_HAVE_NO_CLOCK = noClasses()
            .that()
            .resideInAnyPackage("dev.gyre.actors..", "dev.gyre.schemas..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.Random.class);
}
