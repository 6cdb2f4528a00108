package io.twinproxy.controller;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.twinproxy.controller.act.Observed;

/** Who may know whom inside this module. */
@AnalyzeClasses(packages = "io.twinproxy.controller", importOptions = DoNotIncludeTests.class)
class DirectionTest {
    private static final String ROOT = "io.twinproxy.controller";
    private static final String[] WORLD = {
        "java.io..",
        "java.nio..",
        "java.net..",
        "java.util.concurrent..",
        "org.slf4j..",
        "software.amazon..",
        "org.apache.zookeeper..",
        "org.apache.curator..",
        "io.twinproxy.coordination.zookeeper..",
        "io.twinproxy.coordination.memory.."
    };

    /** {@code java.io.Serializable} and the like come with records and enums and do nothing. */
    private static final String HARMLESS = "java\\.io\\.Serializable";

    @ArchTest
    static final ArchRule decideKnowsRecordsDurationsAndCollectionsOnly = classes()
            .that()
            .resideInAPackage(ROOT + ".decide..")
            .should()
            .onlyDependOnClassesThat()
            .haveNameMatching("io\\.twinproxy\\.controller\\.decide\\..*"
                    + "|io\\.twinproxy\\.coordination\\.record\\..*"
                    + "|java\\.lang\\..*|java\\.time\\.Duration|" + HARMLESS
                    + "|java\\.util\\.[A-Za-z]+|java\\.util\\.(function|stream|regex)\\..*"
                    + "|org\\.jspecify\\.annotations\\..*"
                    + "|\\[*[ZBCSIJFD]|\\[+L.*;|void|boolean|byte|char|short|int|long|float|double|.*\\[\\]");

    @ArchTest
    static final ArchRule decideTouchesNothingOfTheWorld = noClasses()
            .that()
            .resideInAPackage(ROOT + ".decide..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.time\\.(Clock|Instant|.*DateTime|LocalDate|LocalTime)"
                    + "|java\\.util\\.(Random|SplittableRandom|UUID|Timer|Scanner|Date|Calendar)"
                    + "|java\\.lang\\.(Thread|Process|ProcessBuilder|Runtime)");

    @ArchTest
    static final ArchRule decideAsksNoClock =
            classes().that().resideInAPackage(ROOT + ".decide..").should(askNoClock());

    @ArchTest
    static final ArchRule whatIsObservedIsPure = noClasses()
            .that()
            .implement(Observed.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORLD);

    @ArchTest
    static final ArchRule whatIsObservedAsksNoClock =
            classes().that().implement(Observed.class).should(askNoClock());

    @ArchTest
    static final ArchRule actKnowsDecideAndNothingElseOfThisModule = noClasses()
            .that()
            .resideInAPackage(ROOT + ".act..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".loop..", ROOT + ".report..");

    @ArchTest
    static final ArchRule reportKnowsDecideAndNothingElseOfThisModule = noClasses()
            .that()
            .resideInAPackage(ROOT + ".report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".loop..", ROOT + ".act..");

    @ArchTest
    static final ArchRule onlyTheRootAndTheRehearsalKnowTheLoop = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, ROOT + ".loop..", ROOT + ".rehearse..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".loop..");

    @ArchTest
    static final ArchRule onlyActingOnAwsKnowsAws = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ROOT + ".act.aws..", ROOT + ".act.eni..", ROOT + ".act.targets..", ROOT + ".act.mapping..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule nobodyKnowsWhatCoordinationIsMadeOf = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.zookeeper..", "org.apache.curator..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    private static ArchCondition<JavaClass> askNoClock() {
        return new ArchCondition<>("ask no clock and no chance") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    String target = access.getTargetOwner().getName() + "." + access.getName();
                    if (target.matches("java\\.lang\\.System\\..*|java\\.lang\\.Math\\.random|.*\\.now")) {
                        events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                    }
                }
            }
        };
    }
}
