package dev.gyre.actors.persistentvolumeclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.volume.Volume;
import dev.gyre.actors.volume.VolumeClaim;
import dev.gyre.actors.volume.VolumeMatch;
import dev.gyre.schemas.Resource;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds whatever users do with claims, volumes and pods, and wherever those are stopped who serve them. */
class ClaimPropertiesTest {

    private static final int EVENTS = 200;

    @Property(tries = 60)
    void noVolumeHasTwoClaimsAndNoClaimWaitsForWhatIsThere(@ForAll long seed) {
        ClaimSimulation simulation = new ClaimSimulation(seed);
        for (int i = 0; i < EVENTS; i++) {
            simulation.happen();
        }
        simulation.comeToRest();

        List<Volume> volumes = Volume.all(simulation.cluster.view());
        for (VolumeClaim claim : VolumeClaim.all(simulation.cluster.view())) {
            checkAtRest(claim, volumes, simulation);
        }
        for (Volume volume : volumes) {
            checkAtRest(volume, simulation);
        }
        simulation.world.assertNothingIsLeftToDo();
    }

    private static void checkAtRest(VolumeClaim claim, List<Volume> volumes, ClaimSimulation simulation) {
        if (claim.phase().equals("Bound")) {
            assertThat(volumes)
                    .as(simulation.world::diary)
                    .filteredOn(volume -> volume.isOf(claim))
                    .extracting(Volume::name, Volume::phase)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(claim.volumeName(), "Bound"));
        } else if (claim.phase().equals("Pending")
                && claim.volumeName().isEmpty()
                && !claim.resource().isDeleting()
                && List.of("", "at-once").contains(claim.storageClass())) {
            assertThat(VolumeMatch.allFor(claim, volumes))
                    .as(() -> claim.fullName() + " might have had\n" + simulation.world.diary())
                    .isEmpty();
        }
    }

    private static void checkAtRest(Volume volume, ClaimSimulation simulation) {
        VolumeClaim claim = VolumeClaim.find(simulation.cluster.view(), volume.claimKey());
        boolean isHeld = claim != null && volume.isOf(claim);
        assertThat(volume.phase())
                .as(() -> volume.name() + "\n" + simulation.world.diary())
                .isIn(isHeld ? List.of("Bound") : List.of("Available", "Released", "Failed"));
        Resource resource = volume.resource();
        assertThat(resource.isDeleting() && !isHeld)
                .as(() -> volume.name() + " is still there\n" + simulation.world.diary())
                .isFalse();
    }
}
