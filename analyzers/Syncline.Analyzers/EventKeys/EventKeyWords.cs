namespace Syncline.Analyzers.EventKeys;

/// <summary>The words the classifier knows, all lower case and singular. Which list a word is in decides how a key is read; a table of real schemas tests them.</summary>
internal static class EventKeyWords
{
    /// <summary>What follows the name of a thing in a column that identifies it.</summary>
    public static readonly HashSet<string> Ids = Set("id key guid uuid ulid no num number nr code ref reference sk pk fk pseudo");

    /// <summary>Names of an event's own id, written together.</summary>
    public static readonly HashSet<string> OwnIds = Set("""
        id pk uuid guid ulid ksuid oid eventid eventkey eventuuid eventguid eventulid eventno eventnumber eventpk messageid messageuuid messageguid messagekey
        recordid recordkey rowid rowkey rowguid rownumber logid logentryid entryid hitid insertid dedupid dedupeid deduplicationid dedupekey idempotencykey
        uniqueid uniquekey surrogatekey globalposition globalsequence fivetranid airbyterawid webhookid webhookeventid notificationid activityid actionid
        occurrenceid auditid auditlogid
        """);

    /// <summary>Who does things, and what groups them: each has many events, so its id tells no two of them apart.</summary>
    public static readonly HashSet<string> Actors = Set("""
        user customer account contact person people lead member visitor device client subscriber tenant organization organisation org company workspace
        team employee owner anonymous profile actor buyer seller vendor supplier partner agent author recipient sender student teacher patient player
        driver guest household group identity shopper merchant prospect staff salesperson rep manager admin operator creator assignee reporter browser cookie
        distinct causation aggregate badge candidate resident passenger citizen borrower participant
        attendee follower viewer reader listener host rider courier shipper parent
        """);

    /// <summary>What begins, holds many events and ends. Whatever happens once in it may be known by it.</summary>
    public static readonly HashSet<string> Episodes = Set("session conversation thread correlation trace instance installation workflow");

    /// <summary>What things are done with, by many and often.</summary>
    public static readonly HashSet<string> Things = Set("""
        product sku variant page article post video song album artist playlist movie film book course lesson campaign ad advert adgroup category store shop
        location warehouse region country city territory department project board channel feature experiment flag audience template form survey quiz
        level room repository repo plan price coupon promotion discount currency language link screen app list variation
        website site genre role permission tag brand newsletter journey flow webinar podcast episode track show sensor machine station meter
        """);

    /// <summary>Those among them that many use alike: what is done with one is done by many.</summary>
    public static readonly HashSet<string> Shared = Set("""
        product sku variant page article post video song album movie film book course lesson campaign ad advert adgroup template form survey quiz promotion
        banner screen newsletter webinar podcast episode track show playlist feature experiment link list
        """);

    /// <summary>Papers and cases, which often stand for one event of their own kind: a purchase may well be keyed by its order.</summary>
    public static readonly HashSet<string> Documents = Set("""
        order invoice transaction payment charge receipt booking reservation checkout cart basket subscription shipment ticket case quote contract policy claim
        refund dispute deal opportunity trip ride delivery parcel request job task issue intent trial email mail
        application document file folder listing offer vehicle asset card
        """);

    /// <summary>Last words of columns that hold an attribute, not an id.</summary>
    public static readonly HashSet<string> Attributes = Set("""
        email mail phone mobile telephone fax status state type kind username login ip ipaddress country currency medium platform browser os locale
        language gender referrer url path hostname utm action iban
        """);

    /// <summary>Names of attributes, written together.</summary>
    public static readonly HashSet<string> AttributeNames = Set("""
        emailaddress phonenumber mobilenumber ipaddress useragent event eventname eventcategory eventaction eventlabel username pageurl pagepath category source
        channel city region plan sku firstname lastname fullname companyname displayname query searchquery searchterm userfingerprint
        """);

    /// <summary>Columns that say what kind of event a row is.</summary>
    public static readonly HashSet<string> TypeColumns = Set("event eventname eventtype eventkind eventcategory eventaction type kind action activitytype activity verb alarmcode errorcode faultcode");

    /// <summary>Last words of columns that count what happened to one thing.</summary>
    public static readonly HashSet<string> Sequences = Set("""
        line sequence seq position offset index ordinal version revision attempt step iteration counter rank rownumber linenumber sequencenumber
        installment
        """);

    /// <summary>Names of columns that hold an instant, written together, whatever their type.</summary>
    public static readonly HashSet<string> Timestamps = Set("""
        timestamp eventtimestamp eventtime ts at time occurredat occurredon createdat createdon created happenedat recordedat receivedat sentat loggedat
        datetime eventdatetime epoch unixtime epochm unixtimestamp collectortstamp derivedtstamp dvcecreatedtstamp etltstamp originaltimestamp occurred
        """);

    /// <summary>Names of columns that hold a day, written together, whatever their type.</summary>
    public static readonly HashSet<string> Days = Set("date day eventdate activitydate");

    /// <summary>Words of a model that has one row a day, week or month.</summary>
    public static readonly HashSet<string> Periods = Set("daily day weekly week monthly month quarterly quarter yearly year annual hourly hour rollup summary snapshot digest total calendar holiday date");

    /// <summary>Words that a model's name carries without another meaning.</summary>
    public static readonly HashSet<string> Neutral = Set("row record model dto data entity fact fct dim stg raw table the new");

    /// <summary>Words that make an event of a thing's name: <c>InvoiceEvent</c>.</summary>
    public static readonly HashSet<string> EventNouns = Set("event log entry message activity action notification occurrence hit audit tracking stream feed history timeline interaction signal");

    /// <summary>What happens to one thing again and again.</summary>
    public static readonly HashSet<string> Repeating = Set("""
        view viewed visit visited click clicked tap tapped scroll scrolled press pressed login logon logout signin play played watched
        streamed listened update updated change changed modified edited search searched pageview impression browse browsed called call emailed commented comment
        heartbeat ping reading measurement measured touch touched swipe swiped seen used usage download downloaded shared retried attempt attempted renewed
        contacted hover hovered exposure exposed
        """);

    /// <summary>What is opened again and again. An account or a ticket is opened once.</summary>
    public static readonly HashSet<string> Openable = Set("email mail message notification push app application page link campaign newsletter file document door");

    /// <summary>What happens to a thing that many share again and again; to others it happens once.</summary>
    public static readonly HashSet<string> RepeatingForThings = Set("added removed purchased bought sold");

    /// <summary>What a person does, or has done to him, again and again, and a thing may have once.</summary>
    public static readonly HashSet<string> RepeatingForActors = Set("""
        purchase purchased bought sale donation donated deposit deposited withdrawal withdrawn order ordered invoice invoiced billed transaction payment paid
        charge charged receipt booking reservation checkout ticket refund refunded request requested shipment delivery trip ride claim messaged notified
        """);

    /// <summary>What happens once to one thing, or once between two.</summary>
    public static readonly HashSet<string> Once = Set("""
        created creation placed signed signup registered registration deleted cancelled canceled cancellation closed completed completion finished paid expired
        onboarded archived published uploaded issued delivered churned churn converted accepted approved rejected finalized voided installed uninstalled graduated
        hired terminated launched settled merged imported verified confirmed born died qualified activated deactivated enrollment enrolled membership attendance
        attended rsvp review reviewed rating rated favorite favourite like liked follow followed vote voted invitation invited assignment assigned sent bounced
        unsubscribed subscribed joined left won lost booked submitted unlocked achieved earned redeemed certified passed failed first initial discontinued drafted
        listed captured disputed ended abandoned received dispatched shipped fulfilled resolved returned started begun requested granted denied posted filed opened
        collected migrated retired decommissioned provisioned scheduled lapsed linked matched released
        """);

    /// <summary>What makes or ends a shared thing: that happens to it once.</summary>
    public static readonly HashSet<string> Lifecycle = Set("""
        created deleted published unpublished uploaded archived launched discontinued imported drafted listed registered approved rejected issued retired released
        renamed redeemed captured merged expired activated deactivated cancelled canceled scheduled
        """);

    /// <summary>What everyone has one of.</summary>
    public static readonly HashSet<string> OneEach = Set("account profile onboarding trial tutorial identity registration kyc signup setup");

    /// <summary>What happens once to what everyone has one of.</summary>
    public static readonly HashSet<string> Milestones = Set("""
        registered created deleted verified confirmed completed finished closed activated deactivated started begun expired ended converted approved rejected
        onboarded terminated
        """);

    /// <summary>By what someone is reached.</summary>
    public static readonly HashSet<string> Reachable = Set("email mail phone mobile newsletter");

    /// <summary>What happens once to that by which someone is reached.</summary>
    public static readonly HashSet<string> Confirmations = Set("verified confirmed validated subscribed unsubscribed");

    /// <summary>Names of columns that identify a person or an account as well as an id does, written together.</summary>
    public static readonly HashSet<string> Addresses = Set("email emailaddress mail mailaddress phone phonenumber mobile mobilenumber username login loginname iban");

    /// <summary>What a SKU identifies.</summary>
    public static readonly HashSet<string> Products = Set("product variant item article sku");

    /// <summary>Words beside which a reminder is sent again and again; other things are reminded of once.</summary>
    public static readonly HashSet<string> Owed = Set("invoice payment bill");

    /// <summary>Names that many models have in common.</summary>
    public static readonly HashSet<string> Generic = Set("name title slug path url value text label index level type date description");

    /// <summary>Endings that are split off a name written as one word.</summary>
    public static readonly string[] IdEndings = ["guid", "uuid", "ulid", "id", "key", "no"];

    /// <summary>Endings that lose their last two letters in the singular.</summary>
    public static readonly string[] PluralEndings = ["sses", "shes", "ches", "xes", "zes"];

    /// <summary>Endings that look like a plural and are none.</summary>
    public static readonly string[] SingularEndings = ["ss", "us", "is"];

    /// <summary>Whether the word names something that has ids.</summary>
    public static bool HasIds(string word)
        => Actors.Contains(word) || Episodes.Contains(word) || Things.Contains(word) || Documents.Contains(word) || word is "event" or "message" or "record" or "row" or "log" or "entry" or "hit" or "insert";

    private static HashSet<string> Set(string words) => new(words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
