from graph_audit.core.kinds import Outcome

SITE = "tenant:t name=harbour"


def test_everybody_who_is_put_into_the_role_is_evidence(ask):
    text = f"""
        {SITE}
        group:staff -default_actor_in-> default_role:t:10
        user:maya -default_actor_in-> default_role:t:10
        default_role:t:10 name=Viewers
        default_role:t:11 name=Members
    """
    answers = ask("default-role-actors", text)
    assert answers.found == ["default_role:t:10"]
    assert answers.only.message == "Every new project of harbour begins with staff and maya in the role Viewers."
    assert answers.paths == [["group:staff", "default_role:t:10"], ["user:maya", "default_role:t:10"]]


def test_the_role_of_apps_does_not_count(run):
    text = f"{SITE}\ndefault_role:t:9 name=atlassian-addons-project-access\ndefault_role:t:10 name=Viewers"
    result = run("default-role-actors", f"{text}\nuser:app -default_actor_in-> default_role:t:9")
    assert (result.outcome, result.population) == (Outcome.PASSED, 1)


def test_a_default_member_is_neither_isolated_nor_unused(ask):
    text = """
        group:reserved -default_actor_in-> default_role:t:10
        group:staff resources_count=0
        user:maya -member_of-> group:staff -default_actor_in-> default_role:t:10
    """
    assert ask("isolated-group", text).found == []
    assert ask("unused-group", text).found == []
